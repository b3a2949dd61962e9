import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import type { InvokeResult } from '../../../../plugin/src/local/pump/deliver.js';
import { type LocalQueues, openQueues } from '../../../../plugin/src/local/queues/localQueues.js';

type Record = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly MessageGroupId: string };
};
type Batch = { readonly functionName: string; readonly records: readonly Record[] };

const consumer = {
  queueId: 'CommandQueue',
  queueName: 'shop-dev-commands.fifo',
  functionName: 'shop-dev-commandQueue',
  batchSize: 10,
  maxReceiveCount: 2,
};

describe('the local queues', () => {
  const opened: LocalQueues[] = [];
  const clients: SQSClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await Promise.all(opened.splice(0).map((queues) => queues.stop()));
  });

  async function prepare(
    answer: (batch: Batch) => Promise<InvokeResult> | InvokeResult = () => ({ response: null }),
    consumers = [consumer],
  ) {
    const queues = await openQueues({ consumers, region: 'eu-west-1', port: { preferred: 0 } });
    opened.push(queues);
    const client = new SQSClient({
      endpoint: queues.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    clients.push(client);
    const batches: Batch[] = [];
    const warnings: string[] = [];
    const start = () =>
      queues.start({
        async invoke(functionName, { Records }) {
          const batch = { functionName, records: Records as readonly Record[] };
          batches.push(batch);
          return answer(batch);
        },
        warn: (message) => void warnings.push(message),
      });
    const QueueUrl = queues.urls.get('CommandQueue') ?? '';
    const send = (group: string, body: string) =>
      client.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: `${group}-${body}` }),
      );
    const delivered = () => batches.flatMap(({ records }) => records.map(({ body, attributes }) => `${attributes.MessageGroupId}${body}`));
    const until = async (holds: () => boolean) => {
      while (!holds()) await sleep(20);
    };
    const fault = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: Error) => [error.name, error.message] as const,
      );
    return { queues, client, QueueUrl, send, start, batches, warnings, delivered, until, fault };
  }

  it('take messages from the SDK, and feed the function in the order of each group', async () => {
    const { send, start, delivered, until, batches, QueueUrl } = await prepare();
    for (const body of ['1', '2', '3']) await send('a', body);
    await send('b', '1');

    start();
    await until(() => delivered().length === 4);

    expect(delivered()).to.deep.equal(['a1', 'a2', 'a3', 'b1']);
    expect(batches[0]?.functionName).to.equal('shop-dev-commandQueue');
    expect(QueueUrl).to.match(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/shop-dev-commands\.fifo$/);
  });

  it('deliver again what the function reports as failed, and set it aside after its last delivery, with one line', async () => {
    const { send, start, delivered, until, warnings } = await prepare(({ records }) => ({
      response: { batchItemFailures: records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) },
    }));
    await send('a', 'bad');
    await send('b', 'good');

    start();
    await until(() => warnings.length === 1);
    await send('a', 'next');
    await until(() => delivered().includes('anext'));

    expect(delivered().filter((one) => one === 'abad')).to.have.length(2);
    expect(delivered().filter((one) => one === 'bgood')).to.have.length(1);
    expect(warnings[0]).to.include('shop-dev-commandQueue').and.include('shop-dev-commands.fifo').and.include('2 times').and.include('bad');
  });

  it('fail a whole batch when the function throws, or reports a message that was not in it', async () => {
    const answers: InvokeResult[] = [{ error: 'it threw' }, { response: { batchItemFailures: [{ itemIdentifier: 'another' }] } }];
    const { send, start, until, warnings } = await prepare(() => answers.shift() ?? { response: null });
    await send('a', '1');

    start();
    await until(() => warnings.length === 1);

    expect(warnings[0]).to.include('not in the batch');
  });

  it('deliver for ever what never reaches the function, and say so after a while', async () => {
    let tries = 0;
    const { send, start, delivered, until, warnings } = await prepare(() =>
      ++tries <= 5 ? { unreachable: 'refused' } : { response: null },
    );
    await send('a', '1');

    start();
    await until(() => delivered().length === 6);

    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('cannot be reached').and.include('refused');
  });

  it('let a function say when a message comes again, and refuse receipt handles of none', async () => {
    const { client, QueueUrl, send, start, until, delivered, fault, batches } = await prepare(async ({ records: [record] }) => {
      const handle = record?.receiptHandle;
      const change = (ReceiptHandle?: string) =>
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      if (batches.length === 1) await change(handle);
      return { response: { batchItemFailures: batches.length === 1 ? [{ itemIdentifier: record?.messageId }] : [] } };
    });
    await send('a', '1');
    start();
    await until(() => delivered().length === 2);

    const unknown = await fault(
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: 'nothing', VisibilityTimeout: 0 })),
    );

    expect(unknown?.[0]).to.equal('ReceiptHandleIsInvalid');
  });

  it('are found by their names, each with its own function', async () => {
    const other = { ...consumer, queueId: 'AuditQueue', queueName: 'shop-dev-audit.fifo', functionName: 'shop-dev-audit' };
    const { client, queues, send, start, until, batches } = await prepare(undefined, [consumer, other]);
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'shop-dev-audit.fifo' }));
    await send('a', '1');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '2', MessageGroupId: 'a', MessageDeduplicationId: '2' }));
    const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl }));

    start();
    await until(() => batches.length === 2);

    expect(QueueUrl).to.equal(queues.urls.get('AuditQueue'));
    expect(Attributes?.ApproximateNumberOfMessages).to.equal('1');
    expect(batches.map(({ functionName, records }) => [functionName, records[0]?.body])).to.have.deep.members([
      ['shop-dev-commandQueue', '1'],
      ['shop-dev-audit', '2'],
    ]);
  });

  it('refuse what SQS refuses, as the SDK knows it', async () => {
    const { client, QueueUrl, fault } = await prepare();
    const message = { QueueUrl, MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: 'd' };
    const sent = (part: object) => fault(client.send(new SendMessageCommand({ ...message, ...part })));

    expect((await sent({ QueueUrl: QueueUrl.replace('commands', 'orders') }))?.[0]).to.equal('QueueDoesNotExist');
    expect((await sent({ MessageGroupId: undefined }))?.[1]).to.include('MessageGroupId');
    expect((await sent({ MessageGroupId: 'Item/ä' }))?.[1]).to.include('MessageGroupId');
    expect((await sent({ MessageDeduplicationId: undefined }))?.[1]).to.include('MessageDeduplicationId');
    expect((await sent({ MessageBody: 'x'.repeat(1_048_577) }))?.[1]).to.include('1048576');
    expect((await sent({ MessageBody: '\u0001' }))?.[0]).to.equal('InvalidMessageContents');
    expect((await fault(client.send(new ReceiveMessageCommand({ QueueUrl }))))?.[1]).to.include('know no ReceiveMessage');
    const entry = { Id: '1', MessageBody: 'x', MessageGroupId: 'a', MessageDeduplicationId: 'd' };
    const batch = (Entries: object[]) =>
      fault(client.send(new SendMessageBatchCommand({ QueueUrl, Entries: Entries as (typeof entry)[] })));
    expect((await batch([]))?.[0]).to.equal('EmptyBatchRequest');
    expect((await batch([entry, entry]))?.[0]).to.equal('BatchEntryIdsNotDistinct');
    expect((await batch(Array.from({ length: 11 }, (_, index) => ({ ...entry, Id: String(index) }))))?.[0]).to.equal(
      'TooManyEntriesInBatchRequest',
    );
    expect((await batch(['1', '2'].map((Id) => ({ ...entry, Id, MessageBody: 'x'.repeat(600_000) }))))?.[0]).to.equal(
      'BatchRequestTooLong',
    );
  });

  it('take another port where the preferred one is taken, and insist on one that is wanted', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const taken = address !== null && typeof address === 'object' ? address.port : 0;

    const queues = await openQueues({ consumers: [consumer], region: 'eu-west-1', port: { preferred: taken } });
    opened.push(queues);
    const refused = await openQueues({ consumers: [consumer], region: 'eu-west-1', port: { wanted: taken } }).catch(
      (error: Error) => error.message,
    );
    blocker.close();

    expect(queues.endpoint).not.to.include(`:${taken}`);
    expect(refused).to.include(`Port ${taken}`).and.include('SQS_PORT');
  });

  it('stop while a function hangs', async () => {
    const { queues, send, start, until, delivered } = await prepare(() => new Promise(() => {}));
    await send('a', '1');
    start();
    await until(() => delivered().length === 1);

    await queues.stop();

    expect(delivered()).to.deep.equal(['a1']);
  });
});
