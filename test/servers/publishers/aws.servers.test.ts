import { CreateEventBusCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { CloudEvent as ReferenceEvent } from 'cloudevents';
import { eventBridgeTarget } from '../../../runtime/src/adapters/eventbridge/index.js';
import { firehoseTarget } from '../../../runtime/src/adapters/firehose/index.js';
import { snsTarget } from '../../../runtime/src/adapters/sns/index.js';
import { sqsTarget } from '../../../runtime/src/adapters/sqs/index.js';
import { type CloudEvent, type Entry, publisherConsumer, type Target } from '../../../runtime/src/index.js';
import { mapConcurrently } from '../../../runtime/src/stream/concurrency.js';
import { awsSettings } from '../endpoints.js';
import { addresses, everything, history, makeQueue, ofStream, receive, unique } from './published.js';

const streams = Array.from({ length: 5 }, (_, index) => `Account/${index}`);
const deposits = 6;
const count = streams.length * (1 + 2 * deposits);

/** Publishes the histories of all streams, at once, as the pipeline would. */
async function publishAll<Sent extends Entry>(target: Target<Sent>): Promise<void> {
  const consume = publisherConsumer({ publisher: everything, target, source: '/shop/test' });
  expect(await mapConcurrently(streams, (stream) => consume(stream, history(stream, deposits)))).to.deep.equal(
    streams.map(() => ({ done: 1 + deposits })),
  );
}

const parse = (bodies: readonly string[]): CloudEvent[] => bodies.map((body) => JSON.parse(body));

function assertAllCame(events: readonly CloudEvent[]): void {
  for (const event of events) expect(new ReferenceEvent({ ...event }).validate()).to.equal(true);
  expect(events.map(({ id }) => id).sort()).to.deep.equal(streams.flatMap((stream) => addresses(stream, deposits)).sort());
}

function assertInOrder(events: readonly CloudEvent[]): void {
  for (const stream of streams) expect(ofStream(events, stream)).to.deep.equal(addresses(stream, deposits));
}

describe('Publishers to AWS', () => {
  let sqs: SQSClient;

  before(() => {
    sqs = new SQSClient(awsSettings());
  });

  it('SQS: a queue gets every event', async () => {
    const { url } = await makeQueue(sqs, unique('events'));

    await publishAll(sqsTarget({ queueUrl: url, client: sqs }));

    assertAllCame(parse(await receive(sqs, url, count)));
  });

  it('SQS FIFO: a queue gets every event once, those of a stream in order, though they are sent again', async () => {
    const { url } = await makeQueue(sqs, `${unique('events')}.fifo`);
    const target = sqsTarget({ queueUrl: url, client: sqs });

    await publishAll(target);
    await publishAll(target);

    const events = parse(await receive(sqs, url, count));
    assertAllCame(events);
    assertInOrder(events);
  });

  it('EventBridge: what a rule matches by source and type gets the events', async () => {
    const { url, arn } = await makeQueue(sqs, unique('events'));
    const client = new EventBridgeClient(awsSettings());
    const bus = unique('bus');
    await client.send(new CreateEventBusCommand({ Name: bus }));
    const EventPattern = JSON.stringify({ source: ['/shop/test/Account'], 'detail-type': ['Account.Deposited'] });
    await client.send(new PutRuleCommand({ EventBusName: bus, Name: 'deposits', EventPattern }));
    await client.send(new PutTargetsCommand({ EventBusName: bus, Rule: 'deposits', Targets: [{ Id: 'queue', Arn: arn }] }));

    await publishAll(eventBridgeTarget({ bus, client }));

    const bodies = await receive(sqs, url, count - streams.length);
    const envelopes = bodies.map((body): { readonly detail: CloudEvent; readonly source: string } => JSON.parse(body));
    const wanted = streams.flatMap((stream) => addresses(stream, deposits).slice(1));
    expect(envelopes.map(({ detail }) => detail.id).sort()).to.deep.equal(wanted.sort());
    for (const { source, detail } of envelopes) expect(source).to.equal(detail.source);
  });

  it('SNS: a queue that subscribes with a filter on the type gets the events', async () => {
    const { url, arn } = await makeQueue(sqs, unique('events'));
    const client = new SNSClient(awsSettings());
    const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: unique('topic') }));
    const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify({ type: ['Account.Opened'] }) };
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes }));

    await publishAll(snsTarget({ topicArn: TopicArn, client }));

    const events = parse(await receive(sqs, url, streams.length));
    expect(events.map(({ id }) => id).sort()).to.deep.equal(streams.map((stream) => `${stream}@1`));
  });

  it('SNS FIFO: a FIFO queue that subscribes gets every event, those of a stream in order', async () => {
    const { url, arn } = await makeQueue(sqs, `${unique('events')}.fifo`);
    const client = new SNSClient(awsSettings());
    const { TopicArn = '' } = await client.send(
      new CreateTopicCommand({ Name: `${unique('topic')}.fifo`, Attributes: { FifoTopic: 'true' } }),
    );
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes: { RawMessageDelivery: 'true' } }));

    await publishAll(snsTarget({ topicArn: TopicArn, client }));

    const events = parse(await receive(sqs, url, count));
    assertAllCame(events);
    assertInOrder(events);
  });

  it('Firehose: the archive in S3 has every event on a line', async () => {
    const s3 = new S3Client({ ...awsSettings(), forcePathStyle: true });
    const Bucket = unique('archive');
    await s3.send(new CreateBucketCommand({ Bucket }));
    const client = new FirehoseClient(awsSettings());
    const DeliveryStreamName = unique('archive');
    const S3DestinationConfiguration = { RoleARN: 'arn:aws:iam::123456789012:role/firehose', BucketARN: `arn:aws:s3:::${Bucket}` };
    await client.send(new CreateDeliveryStreamCommand({ DeliveryStreamName, S3DestinationConfiguration }));

    await publishAll(firehoseTarget({ deliveryStream: DeliveryStreamName, client }));

    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const objects = await Promise.all(Contents.map(({ Key }) => s3.send(new GetObjectCommand({ Bucket, Key }))));
    const texts = await Promise.all(objects.map(({ Body }) => Body?.transformToString()));
    const archive = texts.join('');
    expect(archive.endsWith('\n')).to.equal(true);
    assertAllCame(parse(archive.trimEnd().split('\n')));
  });

  it('says of a target that is not there that it refused, and that for each stream', async () => {
    const target = sqsTarget({ queueUrl: new URL('/123456789012/nowhere', awsSettings().endpoint).href, client: sqs });
    const consume = publisherConsumer({ publisher: everything, target, source: '/shop/test', sleep: async () => {} });

    const outcomes = await Promise.all(streams.map((stream) => consume(stream, history(stream, 1))));

    for (const { done, error } of outcomes) {
      expect(done).to.equal(0);
      expect(error).to.include({ code: 'StoreRefused' });
    }
  });
});
