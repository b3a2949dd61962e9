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
  ControlEvent,
  ParkedRequest,
  RedriveAnswer,
  RedrivenStream,
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
