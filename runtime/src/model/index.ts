export type {
  Admin,
  AdminConnection,
  AwsAccess,
  AwsCredentials,
  BackfillCounts,
  BackfillOptions,
  BackfillReport,
  ConnectAdmin,
} from './admin.js';
export { compileValidators } from './compileValidators.js';
export { describe, describeReceivers } from './describe.js';
export type { AggregateModel, CommandModel, IndexKeyModel, IndexModel, ProjectionModel, ReceiversModel } from './model.js';
