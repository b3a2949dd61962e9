import { commandQueueId, commandQueueName, functionName, isolatedQueueId, isolatedQueueName } from '../cloudformation/naming.js';
import { commandQueueEvent } from '../constructs/commandQueue/commandQueue.js';
import { isolatedQueueEvent, isQueued } from '../constructs/consumers/isolation.js';
import type { ServiceModel } from '../model/model.js';
import { generatedFunctions } from './generatedFunctions.js';

/** The mappings from the service's own queues to functions, for those who have to do without CloudFormation. */
export const queueConsumers = (model: ServiceModel) =>
  generatedFunctions(model).flatMap((generated) => {
    const { key } = generated;
    const to = functionName(model, key);
    if (generated.kind === 'commandQueue') {
      const { batchSize } = commandQueueEvent(generated.queue);
      const { maxReceiveCount } = generated.queue;
      return [{ queueId: commandQueueId, queueName: commandQueueName(model), functionName: to, batchSize, maxReceiveCount }];
    }
    if (!isQueued(generated)) return [];
    const { batchSize } = isolatedQueueEvent(generated);
    const queue = { queueId: isolatedQueueId(key), queueName: isolatedQueueName(model, key) };
    // Nothing is ever set aside: what keeps failing for its event's fault is parked.
    return [{ ...queue, functionName: to, batchSize, maxReceiveCount: Number.MAX_SAFE_INTEGER }];
  });
