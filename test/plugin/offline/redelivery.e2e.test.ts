import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBStreamsClient, GetRecordsCommand, GetShardIteratorCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'chai';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { type LambdaStreamRecord, lambdaRecord } from '../../../plugin/src/local/pump/record.js';
import { listShards } from '../../../plugin/src/local/pump/shards.js';
import { sharedDynamoDB } from '../../dynamodbLocal.js';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';
import { histories, receivedBy, retirableItems } from './retirableItems.js';

/** All that the stream of the events table holds, as a function is given it. */
const streamRecords = async (TableName: string): Promise<LambdaStreamRecord[]> => {
  const client = new DynamoDBStreamsClient(localClientConfig(await sharedDynamoDB()));
  const { Streams = [] } = await client.send(new ListStreamsCommand({ TableName }));
  const StreamArn = Streams[0]?.StreamArn ?? '';
  const pages = (await listShards(client, StreamArn, new AbortController().signal)).map(async ({ shardId: ShardId }) => {
    const { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }));
    const { Records = [] } = await client.send(new GetRecordsCommand({ ShardIterator }));
    return Records;
  });
  const records = (await Promise.all(pages)).flat();
  client.destroy();
  return records.map((record) => lambdaRecord(record, { streamArn: StreamArn, region: 'us-east-1' }));
};

describe('a catalogue whose events are delivered again', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ files: await retirableItems() });
  });
  afterEach(() => offline.end());

  const projections = async (Records: readonly LambdaStreamRecord[]): Promise<unknown> => {
    const url = `http://localhost:${offline.ports.lambda}/2015-03-31/functions/${offline.prefix}-projections/invocations`;
    return (await fetch(url, { method: 'POST', body: JSON.stringify({ Records }) })).json();
  };

  it('has the same rows, and none of a retired item: twice in a batch, one by one, backwards, and from the beginning', async () => {
    const running = await offline.start();
    for (const id of ['kept', 'retired']) {
      await send(offline.url, id, 'CreateItem', { name: id, price: 1 });
      for (const price of [2, 3]) await send(offline.url, id, 'UpdatePrice', { price });
    }
    await send(offline.url, 'retired', 'RetireItem', { reason: 'old' });
    const received = await eventually(
      () => receivedBy(offline),
      (all) => all.length === 7,
    );
    const rows = await eventually(
      () => rowsOf(offline.url),
      (all) => all.length === 1 && all[0]?.updates === 2,
    );

    const records = await streamRecords(`${offline.prefix}-events`);
    const answers = [await projections([...records, ...records])];
    for (const record of [...records, ...records.toReversed()]) answers.push(await projections([record]));
    const afterInvocations = await rowsOf(offline.url);
    await running.stop();
    await rm(join(offline.service.dir, '.event-sourcing', 'local', 'positions'), { recursive: true });
    await offline.start();
    await send(offline.url, 'later', 'CreateItem', { name: 'later', price: 5 });
    const receivedAgain = await eventually(
      () => receivedBy(offline),
      (all) => all.some((each) => each.startsWith('later')),
    );
    const afterRestart = await eventually(
      () => rowsOf(offline.url),
      (all) => all.some(({ id }) => id === 'later'),
    );
    const retired = await fetch(`${offline.url}/catalogue/retired`);

    expect(records).to.have.length(7);
    expect(answers).to.deep.equal(answers.map(() => ({ batchItemFailures: [] })));
    expect(rows).to.deep.equal([{ id: 'kept', name: 'kept', price: 3, updates: 2 }]);
    expect(afterInvocations).to.deep.equal(rows);
    expect(histories(receivedAgain.slice(received.length)), 'what was told is told no more').to.deep.equal({ later: [1] });
    expect(afterRestart).to.deep.equal([...rows, { id: 'later', name: 'later', price: 5, updates: 0 }]);
    expect(retired.status).to.equal(404);
  });
});
