import type { IndexKeyModel, IndexModel, ProjectionModel } from 'serverless-event-sourcing-runtime/model';
import { type Deployment, logicalId, resourceName } from '../../cloudformation/naming.js';
import { deletionPolicies, type TableProtection, tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';

/** Rows of a projection have two tables: one is read, and a rebuild fills the other. */
export const slots = ['a', 'b'] as const;

export type Slot = (typeof slots)[number];

export const readModelTableId = (projection: string, slot: Slot): string => logicalId(projection, `Table${slot === 'a' ? '' : 'B'}`);

/** What a slot is called in names of tables, as the functions have it too. Names of projections hold no '.'. */
const slotName = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);

type ReadModelTable = {
  readonly deployment: Deployment;
  readonly protection: TableProtection;
  readonly name: string;
  readonly model: ProjectionModel;
  readonly slot: Slot;
};

/** The table of a projection's rows in a slot, with its indexes. */
export const readModelTable = ({ deployment, protection, name, model, slot }: ReadModelTable): CloudFormationResource => {
  const indexes = Object.entries(model.indexes);
  return {
    Type: 'AWS::DynamoDB::Table',
    ...deletionPolicies(protection),
    Properties: {
      TableName: resourceName(deployment, slotName(name, slot)),
      AttributeDefinitions: attributeDefinitions(model.keyAttribute, Object.values(model.indexes)),
      KeySchema: [{ AttributeName: model.keyAttribute, KeyType: 'HASH' }],
      // CloudFormation refuses an empty list.
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(globalIndex) }),
      ...(model.expiryAttribute !== undefined && {
        TimeToLiveSpecification: { AttributeName: model.expiryAttribute, Enabled: true },
      }),
      ...tableProperties(protection),
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
