export { announceThrough } from './announceThrough.js';
export { type CommandQueue, type CommandQueueOptions, createCommandQueue } from './createCommandQueue.js';
export { type DeadLettersOptions, deadLetters } from './deadLetters.js';
export { postponeThrough } from './postponeThrough.js';
export { type SqsTargetOptions, sqsTarget } from './sqsTarget.js';
