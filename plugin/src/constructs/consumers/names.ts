import { type Deployment, logicalId, resourceName } from '../../cloudformation/naming.js';

/* What a function that runs one consumer alone has before it. */

/** The logical id of the queue that feeds such a function. */
export const isolatedQueueId = (functionKey: string): string => logicalId(functionKey, 'Queue');

export const isolatedQueueName = (deployment: Deployment, functionKey: string): string => resourceName(deployment, `${functionKey}.fifo`);

/** The variable that tells functions that queue's URL. */
export const isolatedQueueVariable = (functionKey: string): string => `EVENT_SOURCING_QUEUE_${functionKey.replaceAll('-', '_')}`;
