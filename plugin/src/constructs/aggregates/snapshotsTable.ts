import { snapshotsTableName } from '../../cloudformation/naming.js';
import { tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';
import type { ServiceModel } from '../../model/model.js';

/** Whether any aggregate of the service has snapshots. */
export const hasSnapshots = ({ aggregates }: ServiceModel): boolean => aggregates.some(({ snapshot }) => snapshot !== false);

/** The table of snapshots: a cache, safe to delete, so nothing keeps it or restores it. */
export const snapshotsTable = (model: ServiceModel): CloudFormationResource => ({
  Type: 'AWS::DynamoDB::Table',
  DeletionPolicy: 'Delete',
  UpdateReplacePolicy: 'Delete',
  Properties: {
    TableName: snapshotsTableName(model),
    AttributeDefinitions: [
      { AttributeName: 'stream', AttributeType: 'S' },
      { AttributeName: 'schema', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'stream', KeyType: 'HASH' },
      { AttributeName: 'schema', KeyType: 'RANGE' },
    ],
    ...tableProperties({ ...model.tables, pointInTimeRecovery: false }),
  },
});
