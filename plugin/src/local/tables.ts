import {
  type AttributeDefinition,
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  type LocalSecondaryIndex,
  ResourceInUseException,
  type StreamSpecification,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { CloudFormationResource } from '../cloudformation/values.js';
import { UserFault } from '../userFault.js';
import { given } from '../values.js';

/** The properties of an `AWS::DynamoDB::Table` that make a difference to a local one. */
type TableProperties = {
  TableName: string;
  AttributeDefinitions: AttributeDefinition[];
  KeySchema: KeySchemaElement[];
  GlobalSecondaryIndexes?: GlobalSecondaryIndex[];
  LocalSecondaryIndexes?: LocalSecondaryIndex[];
  StreamSpecification?: StreamSpecification;
};

/** A table that is there; `streamArn` if it has a stream. */
export type LocalTable = { tableName: string; streamArn?: string };

/**
 * Creates the template's tables that are not there yet, and waits until all are active.
 * Throws a `UserFault` if one is there with other keys, indexes or without its stream.
 */
export async function createTables(
  client: DynamoDBClient,
  resources: Readonly<Record<string, CloudFormationResource>>,
): Promise<LocalTable[]> {
  const tables = Object.values(resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
  return Promise.all(tables.map((resource) => provideTable(client, createInput(resource))));
}

/** What CreateTable takes of the resource: backups, tags, encryption and their like mean nothing locally. */
function createInput(resource: CloudFormationResource): CreateTableCommandInput {
  // A template's properties have the API's own names and shapes; this is where they become values.
  const properties = structuredClone(resource.Properties) as unknown;
  const { TableName, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes, StreamSpecification } =
    properties as TableProperties;
  return {
    TableName,
    AttributeDefinitions,
    KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
    }),
    ...given({ LocalSecondaryIndexes }),
    ...(StreamSpecification && {
      // CloudFormation has no StreamEnabled: a view type is enough.
      StreamSpecification: { StreamEnabled: true, StreamViewType: StreamSpecification.StreamViewType },
    }),
  };
}

async function provideTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<LocalTable> {
  const tableName = input.TableName ?? '';
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 2 }, { TableName: tableName });
  const { Table: table = {} } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const difference = differenceOf(input, table);
  if (difference) {
    throw new UserFault({
      code: 'LOCAL_TABLE_DIFFERS',
      message: `The local table ${tableName} was made by another version of this service: ${difference}. Delete the table, or start with an empty DynamoDB.`,
    });
  }
  return { tableName, ...(table.LatestStreamArn && input.StreamSpecification && { streamArn: table.LatestStreamArn }) };
}

function differenceOf(wanted: CreateTableCommandInput, found: TableDescription): string | undefined {
  const key = keyOf(wanted.KeySchema, wanted.AttributeDefinitions);
  const foundKey = keyOf(found.KeySchema, found.AttributeDefinitions);
  if (key !== foundKey) return `its key is ${foundKey}, and should be ${key}`;
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    const there = found.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName);
    if (!there) return `it lacks the index ${index.IndexName}`;
    const indexKey = keyOf(index.KeySchema, wanted.AttributeDefinitions);
    const foundIndexKey = keyOf(there.KeySchema, found.AttributeDefinitions);
    if (indexKey !== foundIndexKey) return `the key of its index ${index.IndexName} is ${foundIndexKey}, and should be ${indexKey}`;
  }
  const view = wanted.StreamSpecification?.StreamViewType;
  const foundView = found.StreamSpecification?.StreamEnabled ? found.StreamSpecification.StreamViewType : undefined;
  return view && view !== foundView ? `its stream is ${foundView ?? 'off'}, and should be ${view}` : undefined;
}

/** Reads as `stream (S, HASH), version (N, RANGE)`. */
function keyOf(schema: readonly KeySchemaElement[] = [], attributes: readonly AttributeDefinition[] = []): string {
  return schema
    .map(({ AttributeName, KeyType }) => {
      const type = attributes.find((attribute) => attribute.AttributeName === AttributeName)?.AttributeType;
      return `${AttributeName} (${type}, ${KeyType})`;
    })
    .join(', ');
}
