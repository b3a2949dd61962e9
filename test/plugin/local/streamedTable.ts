import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import type { InvokeResult } from '../../../plugin/src/local/pump/deliver.js';
import { type Pump, type PumpConsumer, startPump } from '../../../plugin/src/local/pump/pump.js';
import type { LambdaStreamRecord } from '../../../plugin/src/local/pump/record.js';
import { listShards } from '../../../plugin/src/local/pump/shards.js';
import { createTables } from '../../../plugin/src/local/tables.js';

export type Answer = (records: readonly LambdaStreamRecord[], functionName: string) => InvokeResult | Promise<InvokeResult>;

export const versionsOf = (records: readonly LambdaStreamRecord[]) => records.map(({ dynamodb }) => Number(dynamodb.NewImage?.version?.N));
export const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
export const taken = { response: { batchItemFailures: [] } };

/** A table with a stream, and pumps over it that note what a function was given. */
export async function streamedTable(endpoint: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pump-'));
  const client = new DynamoDBClient(localClientConfig(endpoint));
  const streams = new DynamoDBStreamsClient(localClientConfig(endpoint));
  const tableName = `events-${folder.slice(-6)}`;
  const Properties = {
    TableName: tableName,
    AttributeDefinitions: [
      { AttributeName: 'stream', AttributeType: 'S' },
      { AttributeName: 'version', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'stream', KeyType: 'HASH' },
      { AttributeName: 'version', KeyType: 'RANGE' },
    ],
    StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  };
  const [table] = await createTables(client, { EventsTable: { Type: 'AWS::DynamoDB::Table', Properties } });
  const streamArn = table?.streamArn ?? '';
  const pumps: Pump[] = [];
  const warnings: string[] = [];
  const faults: { command: string; name: string }[] = [];
  streams.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const at = faults.findIndex(({ command }) => `${command}Command` === commandName);
        const [fault] = at === -1 ? [] : faults.splice(at, 1);
        if (fault) throw Object.assign(new Error('as told'), { name: fault.name });
        return next(call);
      },
    { step: 'initialize' },
  );
  return {
    warnings,
    /** The next request of this kind fails. */
    failOnce: (command: string, name: string) => faults.push({ command, name }),
    shards: () => listShards(streams, streamArn, new AbortController().signal),
    async put(versions: readonly number[], stream = 'Item/1') {
      for (const version of versions) {
        await client.send(new PutItemCommand({ TableName: tableName, Item: { stream: { S: stream }, version: { N: String(version) } } }));
      }
    },
    remove: (version: number) =>
      client.send(new DeleteItemCommand({ TableName: tableName, Key: { stream: { S: 'Item/1' }, version: { N: String(version) } } })),
    start(answer: Answer, consumers: Partial<PumpConsumer>[] = [{}]): Pump {
      const pump = startPump({
        consumers: consumers.map((consumer) => ({
          functionName: 'project',
          tableName,
          streamArn,
          batchSize: 100,
          filterPatterns: [],
          ...consumer,
        })),
        streams,
        endpoint,
        region: 'eu-west-1',
        folder,
        invoke: async (functionName, { Records }) => answer(Records, functionName),
        log: { warning: (message) => warnings.push(message) },
        pollInterval: 20,
        listInterval: 100,
      });
      pumps.push(pump);
      return pump;
    },
    async end() {
      await Promise.all(pumps.map((pump) => pump.stop()));
      client.destroy();
      streams.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}
