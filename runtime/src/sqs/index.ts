export { type CommandQueue, type CommandQueueOptions, createCommandQueue } from './createCommandQueue.js';
export { postponeThrough } from './postponeThrough.js';
export { type SqsTargetOptions, sqsTarget } from './sqsTarget.js';
