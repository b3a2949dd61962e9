// Streams all commits of an account in a process of its own, and tells how far its heap grew, garbage included.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDBEventStore } from 'serverless-event-sourcing-runtime';
import { clientOf } from './database.js';
import { queried } from './peers/floor.js';

const [endpoint = '', table = '', reader] = process.argv.slice(2);
const client = clientOf(endpoint);
const stream = 'Account/a';
const commits: AsyncIterable<unknown> =
  reader === 'floor'
    ? queried(DynamoDBDocumentClient.from(client), table, stream)
    : dynamoDBEventStore({ client, tableName: table }).read(stream);

globalThis.gc?.();
const start = process.memoryUsage().heapUsed;
let highest = start;
let count = 0;
for await (const _ of commits) {
  count += 1;
  if (count % 10 === 0) highest = Math.max(highest, process.memoryUsage().heapUsed);
}
console.log(JSON.stringify({ commits: count, bytes: highest - start }));
