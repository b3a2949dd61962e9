import type { IndexKeyModel, IndexModel } from 'serverless-event-sourcing-runtime/model';
import { type Slot, slotName, tableName } from '../../cloudformation/naming.js';
import { deletionPolicies, tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';
import type { ProjectionEntry, ServiceModel } from '../../model/model.js';

/** Whether a projection's rows are in a table of the template: they are in a store that is there without it, else. */
export const hasTable = ({ model }: ProjectionEntry): boolean => model.store === 'dynamodb';

/** The table of a projection's rows in a slot, with its indexes. */
export const readModelTable = (model: ServiceModel, { name, model: projection }: ProjectionEntry, slot: Slot): CloudFormationResource => {
  const indexes = Object.entries(projection.indexes);
  return {
    Type: 'AWS::DynamoDB::Table',
    ...deletionPolicies(model.tables),
    Properties: {
      TableName: tableName(model, slotName(name, slot)),
      AttributeDefinitions: attributeDefinitions(projection.keyAttribute, Object.values(projection.indexes)),
      KeySchema: [{ AttributeName: projection.keyAttribute, KeyType: 'HASH' }],
      // CloudFormation refuses an empty list.
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(globalIndex) }),
      ...(projection.expiryAttribute !== undefined && {
        TimeToLiveSpecification: { AttributeName: projection.expiryAttribute, Enabled: true },
      }),
      ...tableProperties(model.tables),
    },
  };
};

const globalIndex = ([name, index]: [string, IndexModel]) => ({
  IndexName: name,
  KeySchema: keys(index).map(({ attribute }, position) => ({ AttributeName: attribute, KeyType: position === 0 ? 'HASH' : 'RANGE' })),
  Projection: { ProjectionType: 'ALL' },
});

/** Each key attribute once, though several indexes may share it. */
const attributeDefinitions = (keyAttribute: string, indexes: readonly IndexModel[]) => {
  const types = new Map<string, IndexKeyModel['type']>([[keyAttribute, 'S']]);
  for (const { attribute, type } of indexes.flatMap(keys)) types.set(attribute, type);
  return [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
};

const keys = ({ partition, sort }: IndexModel): IndexKeyModel[] => (sort ? [partition, sort] : [partition]);
