import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sharedDynamoDB } from './dynamodbLocal.js';

let tables = 0;

/** A client of the one DynamoDB Local that all integration tests of a run share; each makes tables of its own. */
export async function databaseClient(): Promise<DynamoDBClient> {
  return new DynamoDBClient({
    endpoint: await sharedDynamoDB(),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

type Key = readonly [name: string, type: 'S' | 'N'];

const attributes = (keys: readonly Key[]) => keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
const keySchema = ([hash, range]: readonly [Key, Key?]) => [
  { AttributeName: hash[0], KeyType: 'HASH' as const },
  ...(range ? [{ AttributeName: range[0], KeyType: 'RANGE' as const }] : []),
];

/** Makes a table with a name of its own, and perhaps one index. */
async function createTable(
  client: DynamoDBClient,
  what: string,
  key: readonly [Key, Key?],
  index?: { readonly name: string; readonly key: readonly [Key, Key] },
  TableName = `${what}-${process.pid}-${++tables}`,
): Promise<string> {
  const keys = [...key, ...(index?.key ?? [])].filter((one) => one !== undefined);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes(keys),
      KeySchema: keySchema(key),
      ...(index && {
        GlobalSecondaryIndexes: [{ IndexName: index.name, KeySchema: keySchema(index.key), Projection: { ProjectionType: 'ALL' } }],
      }),
    }),
  );
  return TableName;
}

/** Makes an events table with a name of its own. */
export const createEventsTable = (client: DynamoDBClient): Promise<string> =>
  createTable(client, 'events', [
    ['stream', 'S'],
    ['version', 'N'],
  ]);

/** Makes a snapshots table with a name of its own. */
export const createSnapshotsTable = (client: DynamoDBClient): Promise<string> =>
  createTable(client, 'snapshots', [
    ['stream', 'S'],
    ['schema', 'N'],
  ]);

/** Makes a table of guards with a name of its own. */
export const createGuardsTable = (client: DynamoDBClient): Promise<string> => createTable(client, 'guards', [['guard', 'S']]);

/** Makes a table of positions with a name of its own. */
export const createBookmarksTable = (client: DynamoDBClient): Promise<string> =>
  createTable(client, 'bookmarks', [
    ['stream', 'S'],
    ['consumer', 'S'],
  ]);

/** Makes a table of parked streams with a name of its own. */
export const createParkedTable = (client: DynamoDBClient, name?: string): Promise<string> =>
  createTable(
    client,
    'parked',
    [
      ['consumer', 'S'],
      ['stream', 'S'],
    ],
    undefined,
    name,
  );

/** Makes a table of rows with one index, `byOwner`, over `owner` and `balance`. */
export const createRowsTable = (client: DynamoDBClient, name?: string): Promise<string> =>
  createTable(
    client,
    'rows',
    [['key', 'S']],
    {
      name: 'byOwner',
      key: [
        ['byOwner_partition', 'S'],
        ['byOwner_sort', 'N'],
      ],
    },
    name,
  );
