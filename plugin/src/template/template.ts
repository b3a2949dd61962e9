import type { ServiceModel } from '../model/model.js';
import { alarms } from './alarms.js';
import type { Resources } from './cloudFormation.js';
import { commandQueues } from './commandQueue.js';
import { deadlineResources } from './deadlines.js';
import { type FunctionTemplate, functionTemplate } from './functions.js';
import { type GeneratedFunction, generatedFunctions } from './generatedFunctions.js';
import { intakeResources } from './intake.js';
import { isolatedQueues } from './isolation.js';
import type { ProviderSettings } from './providerSettings.js';
import { roleResources } from './roles.js';
import { serviceTables } from './tables.js';

export type ServiceTemplate = {
  readonly functions: Readonly<Record<string, FunctionTemplate>>;
  readonly resources: Resources;
};

/** One of the longest names of regions: a template is one for all of them. */
const longestRegion = 'ap-southeast-1';

/** Everything that the plugin adds to a service: functions as `serverless.yml` would have them, and CloudFormation resources. */
export const serviceTemplate = (model: ServiceModel, provider: ProviderSettings): ServiceTemplate => {
  const generated = generatedFunctions(model);
  const kept = { ...serviceTables(model), ...commandQueues(model), ...isolatedQueues(model) };
  const known = { region: longestRegion, resources: kept };
  return {
    functions: Object.fromEntries(generated.map((one) => [one.key, functionTemplate(model, one)])),
    resources: {
      ...kept,
      ...deadlineResources(model, provider),
      ...intakeResources(model),
      ...alarms(model),
      ...Object.fromEntries(generated.flatMap((one: GeneratedFunction) => Object.entries(roleResources(model, one, { provider, known })))),
    },
  };
};
