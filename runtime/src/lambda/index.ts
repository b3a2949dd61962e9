export { type AsynchronousCommandsOptions, asynchronousCommands } from './asynchronousCommands.js';
export { type CommandHandlerOptions, commandHandler } from './commandHandler.js';
export { type CommandQueueHandlerOptions, commandQueueHandler } from './commandQueueHandler.js';
export { compiledValidators } from './compiledValidators.js';
export { type DeadlineHandlerOptions, deadlineHandler } from './deadlineHandler.js';
export { guards } from './guards.js';
export { type InlineOptions, inline } from './inline.js';
export { byHttp } from './intake/byHttp.js';
export { byKafka, type DeadLetter, type SetAside } from './intake/byKafka.js';
export { bySqs } from './intake/bySqs.js';
export type { Way } from './intake/way.js';
export { type IntakeHandlerOptions, intakeHandler } from './intakeHandler.js';
export { type ProcessesOptions, processes } from './processes.js';
export { type PublisherPart, type PublishersOptions, publishers, type TargetAddress } from './publishers.js';
export { type QueryHandlerOptions, queryHandler } from './queryHandler.js';
export { type ReceiversOptions, receivers } from './receivers.js';
export { snapshots } from './snapshots.js';
export {
  type ConsumerPart,
  type ProjectionHandlerOptions,
  projectionHandler,
  type ReactionHandlerOptions,
  reactionHandler,
  type StreamHandler,
} from './streamHandlers.js';
