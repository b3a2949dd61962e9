import { deletionPolicies, type TableProtection, tableProperties } from './tableProtection.js';
import type { CloudFormationResource, CloudFormationValue } from './values.js';

/** A key attribute: its name, and its type in DynamoDB. */
export type TableKey = readonly [name: string, type: 'S' | 'N'];

export type TableOptions = {
  readonly name: string;
  readonly hash: TableKey;
  readonly range?: TableKey;
  readonly protection: TableProtection;
  /** Further properties of it. */
  readonly more?: Readonly<Record<string, CloudFormationValue>>;
};

/** A table. */
export const table = ({ name, hash, range, protection, more }: TableOptions): CloudFormationResource => {
  const keys = range ? [hash, range] : [hash];
  return {
    Type: 'AWS::DynamoDB::Table',
    ...deletionPolicies(protection),
    Properties: {
      TableName: name,
      AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      KeySchema: keys.map(([AttributeName], position) => ({ AttributeName, KeyType: position === 0 ? 'HASH' : 'RANGE' })),
      ...tableProperties(protection),
      ...more,
    },
  };
};
