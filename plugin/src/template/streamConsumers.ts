import { eventsTableName, functionName } from '../cloudformation/naming.js';
import type { ServiceModel } from '../model/model.js';
import type { FunctionTemplate } from '../pipeline/functions.js';

/** The mappings from the events table's stream to functions, for those who have to do without CloudFormation. */
export const streamConsumers = (model: ServiceModel, functions: Readonly<Record<string, FunctionTemplate>>) =>
  Object.entries(functions).flatMap(([functionKey, { events }]) =>
    events.flatMap((event) => {
      if (!('stream' in event)) return [];
      const { batchSize, filterPatterns } = event.stream;
      return [
        { functionKey, functionName: functionName(model, functionKey), tableName: eventsTableName(model), batchSize, filterPatterns },
      ];
    }),
  );
