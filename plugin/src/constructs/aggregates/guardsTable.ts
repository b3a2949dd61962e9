import { guardsTableName } from '../../cloudformation/naming.js';
import { deletionPolicies, tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';

/** Whether any aggregate of the service has unique values or keeps command ids for ever, as a queue of commands does for all of them, and processes for those that they send to. */
export const hasGuards = ({ aggregates, commandQueue, processes }: ServiceModel): boolean =>
  commandQueue !== false || processes.length > 0 || aggregates.some(({ model }) => model.guards);

/** The table of what only one stream may have. Written in the same transactions as the events, and kept as they are. */
export const guardsTable = (model: ServiceModel): CloudFormationResource => ({
  Type: 'AWS::DynamoDB::Table',
  ...deletionPolicies(model.tables),
  Properties: {
    TableName: guardsTableName(model),
    AttributeDefinitions: [{ AttributeName: 'guard', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'guard', KeyType: 'HASH' }],
    ...tableProperties(model.tables),
  },
});
