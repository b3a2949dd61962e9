import type { TemplateValues } from '../cloudformation/knownText.js';
import { roleResources } from '../cloudformation/roles.js';
import type { BuiltService } from './build.js';
import type { Facts } from './facts.js';
import { functionTemplate } from './functions.js';
import type { ServiceTemplate } from './loadedService.js';

/** One of the longest names of regions: a template is one for all of them. */
const longestRegion = 'ap-southeast-1';

/** Functions as `serverless.yml` would have them, each with a role of its own, and the resources of all constructs. */
export const serviceTemplate = ({ merged, resources }: BuiltService, facts: Facts, runtime: string): ServiceTemplate => {
  const known: TemplateValues = { region: longestRegion, resources };
  const { deployment, provider } = facts;
  const roles = merged.map(({ key, statements }) => roleResources({ key, statements, deployment, provider, known }));
  return {
    functions: Object.fromEntries(merged.map((one) => [one.key, functionTemplate(one, facts, runtime)])),
    resources: Object.assign({}, resources, ...roles),
  };
};
