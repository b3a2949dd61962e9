export { type CommandHandlerOptions, commandHandler } from './commandHandler.js';
export { compiledValidators } from './compiledValidators.js';
export { guards } from './guards.js';
export { type QueryHandlerOptions, queryHandler } from './queryHandler.js';
export { snapshots } from './snapshots.js';
export {
  type ProjectionHandlerOptions,
  projectionHandler,
  type ReceiverHandlerOptions,
  receiverHandler,
  type StreamHandler,
} from './streamHandlers.js';
