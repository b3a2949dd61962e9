export { type CommandHandlerOptions, commandHandler } from './commandHandler.js';
export { compiledValidators } from './compiledValidators.js';
export { type QueryHandlerOptions, queryHandler } from './queryHandler.js';
export {
  type ProjectionHandlerOptions,
  projectionHandler,
  type ReceiverHandlerOptions,
  receiverHandler,
  type StreamHandler,
} from './streamHandlers.js';
