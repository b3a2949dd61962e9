import type { ServiceModel } from '../model/model.js';
import type { FunctionTemplate } from './functions.js';
import { commandQueueId, commandQueueKey, commandQueueName, functionName } from './naming.js';

/** The mappings from the service's queues to functions, for those who have to do without CloudFormation. */
export const queueConsumers = (model: ServiceModel, functions: Readonly<Record<string, FunctionTemplate>>) => {
  const { commandQueue } = model;
  if (commandQueue === false) return [];
  const { maxReceiveCount } = commandQueue;
  return Object.entries(functions).flatMap(([functionKey, { events }]) =>
    events.flatMap((event) => {
      // Others are fed by queues that are not there offline.
      if (functionKey !== commandQueueKey || !('sqs' in event)) return [];
      const { batchSize } = event.sqs;
      const queue = { queueId: commandQueueId, queueName: commandQueueName(model) };
      return [{ ...queue, functionName: functionName(model, functionKey), batchSize, maxReceiveCount }];
    }),
  );
};
