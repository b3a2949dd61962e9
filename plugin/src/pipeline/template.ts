import type { ProviderSettings } from '../cloudformation/providerSettings.js';
import { roleResources } from '../cloudformation/roles.js';
import type { Resources } from '../cloudformation/values.js';
import { alarms } from '../constructs/alarms/alarms.js';
import { commandQueues } from '../constructs/commandQueue/commandQueue.js';
import { isolatedQueues } from '../constructs/consumers/isolation.js';
import { intakeResources } from '../constructs/intake/intakeQueues.js';
import { deadlineResources } from '../constructs/processes/deadlines.js';
import type { ServiceModel } from '../model/model.js';
import { type GeneratedFunction, generatedFunctions } from '../template/generatedFunctions.js';
import { serviceTables } from '../template/tables.js';
import { type FunctionTemplate, functionTemplate } from './functions.js';

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
