export type {
  Admin,
  AdminConnection,
  AwsAccess,
  AwsCredentials,
  BackfillCounts,
  BackfillOptions,
  BackfillReport,
  ConnectAdmin,
  ConsumerStatus,
} from './admin.js';
export { compileValidators } from './compileValidators.js';
export type {
  AnswerTo,
  BeginReplayAnswer,
  BeginReplayRequest,
  BegunReplay,
  ControlEvent,
  ParkedRequest,
  RebuildAnswer,
  RebuildProgress,
  RebuildRequest,
  RedriveAnswer,
  RedrivenStream,
  ReplayAnswer,
  ReplayRequest,
  ReplaySelection,
  SweepAnswer,
  SweepCursor,
  SweepRequest,
  SweptConsumer,
} from './control.js';
export { describe, describeReceivers } from './describe.js';
export type {
  AggregateModel,
  CommandModel,
  IndexKeyModel,
  IndexModel,
  IntakeModel,
  ProcessModel,
  ProjectionModel,
  PublisherModel,
  ReceiversModel,
} from './model.js';
