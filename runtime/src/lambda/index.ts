export { type AsynchronousCommandsOptions, asynchronousCommands } from './commands/asynchronousCommands.js';
export { type CommandHandlerOptions, commandHandler } from './commands/commandHandler.js';
export { type CommandQueueHandlerOptions, commandQueueHandler } from './commands/commandQueueHandler.js';
export { compiledValidators } from './compiledValidators.js';
export { type ProcessesOptions, processes } from './consumers/processes.js';
export { type PublisherPart, type PublishersOptions, publishers, type TargetAddress } from './consumers/publishers.js';
export { type ReceiversOptions, receivers } from './consumers/receivers.js';
export {
  type ConsumerPart,
  type ProjectionHandlerOptions,
  projectionHandler,
  type ReactionHandlerOptions,
  reactionHandler,
  type StreamHandler,
} from './consumers/streamHandlers.js';
export { type DeadlineHandlerOptions, deadlineHandler } from './deadlineHandler.js';
export { guards } from './guards.js';
export { type InlineOptions, inline } from './inline.js';
export { byHttp } from './intake/byHttp.js';
export { byKafka, type DeadLetter, type SetAside } from './intake/byKafka.js';
export { bySqs } from './intake/bySqs.js';
export type { Channel as Way } from './intake/channel.js';
export { type IntakeHandlerOptions, intakeHandler } from './intake/intakeHandler.js';
export { type QueryHandlerOptions, queryHandler } from './queryHandler.js';
export { snapshots } from './snapshots.js';
