import { type Deployment, resourceName } from '../../cloudformation/naming.js';

export const commandQueueKey = 'commandQueue';

/** The logical id of the queue of asynchronous commands, which a user may `Ref`. */
export const commandQueueId = 'CommandQueue';

export const commandDeadLettersId = 'CommandDeadLetterQueue';

export const commandQueueName = (deployment: Deployment): string => resourceName(deployment, 'commands.fifo');
