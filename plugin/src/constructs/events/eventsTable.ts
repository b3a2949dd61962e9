import { eventsTableName } from '../../cloudformation/naming.js';
import { deletionPolicies, tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';

/** The table of all streams: one item a commit, never updated. */
export const eventsTable = (model: ServiceModel): CloudFormationResource => ({
  Type: 'AWS::DynamoDB::Table',
  ...deletionPolicies(model.tables),
  Properties: {
    TableName: eventsTableName(model),
    AttributeDefinitions: [
      { AttributeName: 'stream', AttributeType: 'S' },
      { AttributeName: 'version', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'stream', KeyType: 'HASH' },
      { AttributeName: 'version', KeyType: 'RANGE' },
    ],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    ...tableProperties(model.tables),
  },
});
