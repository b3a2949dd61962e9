import type { ServiceModel } from '../model/model.js';
import type { Resources } from './cloudFormation.js';
import { commandQueues } from './commandQueue.js';
import { bookmarksTable, hasBookmarks, hasParked, parkedTable } from './consumerTables.js';
import { eventsTable } from './eventsTable.js';
import { type FunctionTemplate, functionTemplate } from './functions.js';
import { type GeneratedFunction, generatedFunctions } from './generatedFunctions.js';
import { guardsTable, hasGuards } from './guardsTable.js';
import { bookmarksTableId, eventsTableId, guardsTableId, parkedTableId, readModelTableId, roleId, snapshotsTableId } from './naming.js';
import type { ProviderSettings } from './providerSettings.js';
import { readModelTable } from './readModelTable.js';
import { role } from './roles.js';
import { hasSnapshots, snapshotsTable } from './snapshotsTable.js';

export type ServiceTemplate = {
  readonly functions: Readonly<Record<string, FunctionTemplate>>;
  readonly resources: Resources;
};

/** Everything that the plugin adds to a service: functions as `serverless.yml` would have them, and CloudFormation resources. */
export const serviceTemplate = (model: ServiceModel, provider: ProviderSettings): ServiceTemplate => {
  const generated = generatedFunctions(model);
  return {
    functions: Object.fromEntries(generated.map((one) => [one.key, functionTemplate(model, one)])),
    resources: {
      [eventsTableId]: eventsTable(model),
      ...commandQueues(model),
      ...(hasGuards(model) && { [guardsTableId]: guardsTable(model) }),
      ...(hasSnapshots(model) && { [snapshotsTableId]: snapshotsTable(model) }),
      ...(hasBookmarks(model) && { [bookmarksTableId]: bookmarksTable(model) }),
      ...(hasParked(model) && { [parkedTableId]: parkedTable(model) }),
      ...Object.fromEntries(model.projections.map((projection) => [readModelTableId(projection.name), readModelTable(model, projection)])),
      ...Object.fromEntries(generated.map((one: GeneratedFunction) => [roleId(one.key), role(model, one, provider)])),
    },
  };
};
