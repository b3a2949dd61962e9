import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../database.js';
import { type AccountState, type Deposit, deposit, deposited, noDeposits } from '../domain.js';
import { type Item, writeItems } from '../writeItems.js';

/** The least that anybody writes by hand: an item an event, a conditional put, a paged query, through lib-dynamodb. */
export type Floor = {
  readonly table: string;
  /** One conditional put of an event. */
  put(id: string, version: number, data: Deposit): Promise<void>;
  /** Folds what a paged query gives. */
  load(id: string): Promise<AccountState>;
  seed(id: string, events: number): Promise<void>;
};

export async function createFloor(client: DynamoDBClient): Promise<Floor> {
  const table = await createTable(client, 'stream', 'version');
  const documents = DynamoDBDocumentClient.from(client);
  return {
    table,

    async put(id, version, data) {
      const ConditionExpression = 'attribute_not_exists(#stream)';
      const names = { ExpressionAttributeNames: { '#stream': 'stream' } };
      await documents.send(new PutCommand({ TableName: table, Item: itemOf(id, version, data), ConditionExpression, ...names }));
    },

    async load(id) {
      let state = noDeposits();
      for await (const item of queried(documents, table, `Account/${id}`)) state = deposited(state, item.data);
      return state;
    },

    seed: (id, events) => writeItems(client, table, marshalled(id, events)),
  };
}

/** Items of a stream, by a paged and consistent query. */
export async function* queried(client: DynamoDBDocumentClient, TableName: string, stream: string) {
  const query = {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: '#stream = :stream',
    ExpressionAttributeNames: { '#stream': 'stream' },
    ExpressionAttributeValues: { ':stream': stream },
  };
  for await (const { Items = [] } of paginateQuery({ client }, query)) yield* Items;
}

const itemOf = (id: string, version: number, data: Deposit) => ({
  stream: `Account/${id}`,
  version,
  type: 'Deposited',
  data,
  at: new Date().toISOString(),
});

function* marshalled(id: string, events: number): Generator<Item> {
  for (let number = 1; number <= events; number++) {
    const { stream, version, type, data, at } = itemOf(id, number, deposit(number));
    const map = { amount: { N: String(data.amount) }, note: { S: data.note } };
    yield { stream: { S: stream }, version: { N: String(version) }, type: { S: type }, data: { M: map }, at: { S: at } };
  }
}
