import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startDynamoDBLocal } from '../test/dynamodbLocal.js';

/** The DynamoDB Local of a run. It starts when the first measurement asks for it. */
export type Database = { endpoint(): Promise<string>; client(): Promise<DynamoDBClient>; stop(): Promise<void> };

export function database(): Database {
  let running: ReturnType<typeof startDynamoDBLocal> | undefined;
  const endpoint = async () => {
    running ??= startDynamoDBLocal();
    return (await running).endpoint;
  };
  return {
    endpoint,
    client: async () => clientOf(await endpoint()),
    stop: async () => (await running)?.stop(),
  };
}

/** A client as a service has it, but for the address. */
export const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });

let tables = 0;

/** Makes a table of a string and a number; gives its name. */
export async function createTable(
  client: DynamoDBClient,
  partition: string,
  sort: string,
  further: Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes'> & { readonly attributes?: Readonly<Record<string, 'S' | 'N'>> } = {},
): Promise<string> {
  const { attributes = {}, ...indexes } = further;
  const TableName = `bench-${process.pid}-${++tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Object.entries({ [partition]: 'S', [sort]: 'N', ...attributes } as const).map(
        ([AttributeName, AttributeType]) => ({
          AttributeName,
          AttributeType,
        }),
      ),
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      ...indexes,
    }),
  );
  return TableName;
}
