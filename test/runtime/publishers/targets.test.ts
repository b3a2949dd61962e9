import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { eventBridgeTarget } from '../../../runtime/src/adapters/eventbridge/index.js';
import { firehoseTarget } from '../../../runtime/src/adapters/firehose/index.js';
import { kafkaTarget } from '../../../runtime/src/adapters/kafka/index.js';
import { snsTarget } from '../../../runtime/src/adapters/sns/index.js';
import { sqsTarget } from '../../../runtime/src/adapters/sqs/index.js';
import { queueClient } from '../../../runtime/src/adapters/sqs/queueClient.js';
import type { CloudEvent } from '../../../runtime/src/index.js';
import { caught } from '../caught.js';
import { entry } from './recordingTarget.js';

const settings = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };

// A method's parameters are bivariant: every client of the SDK is one.
type Client = { readonly middlewareStack: { add(middleware: object, options: object): void } };

/** Answers a client's requests in the place of its service, and keeps them. */
function answering<Made extends Client>(client: Made, output: object | Error): { readonly client: Made; readonly inputs: unknown[] } {
  const inputs: unknown[] = [];
  client.middlewareStack.add(
    () => async (args: { readonly input: unknown }) => {
      inputs.push(args.input);
      if (output instanceof Error) throw output;
      return { response: {}, output: { $metadata: {}, ...output } };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { client, inputs };
}

const failure = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error(`${name} it is`), { name, $metadata: httpStatusCode === undefined ? {} : { httpStatusCode } });

const events = [1, 2, 3].map((version) => entry('Account/1', version).event);
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/events';
const topicArn = 'arn:aws:sns:us-east-1:123456789012:events';

const batchFailures = {
  Failed: [
    { Id: '1', Code: 'InternalError', Message: 'try again', SenderFault: false },
    { Id: '2', Code: 'InvalidMessageContents', SenderFault: true },
    { Id: '0', Code: 'KmsAccessDenied', Message: 'no key', SenderFault: true },
  ],
};

const targets = {
  EventBridge: (output: object | Error) =>
    eventBridgeTarget({ bus: 'shop', client: answering(new EventBridgeClient(settings), output).client }),
  SNS: (output: object | Error) => snsTarget({ topicArn, client: answering(new SNSClient(settings), output).client }),
  SQS: (output: object | Error) => sqsTarget({ queueUrl, client: answering(new SQSClient(settings), output).client }),
  Firehose: (output: object | Error) =>
    firehoseTarget({ deliveryStream: 'archive', client: answering(new FirehoseClient(settings), output).client }),
};

describe('Targets of publishers', () => {
  const requests = {
    EventBridge: (output: Error) => sendAll(targets.EventBridge(output)),
    SNS: (output: Error) => sendAll(targets.SNS(output)),
    SQS: (output: Error) => sendAll(targets.SQS(output)),
    Firehose: (output: Error) => sendAll(targets.Firehose(output)),
  };

  for (const [name, request] of Object.entries(requests)) {
    for (const { thrown, code } of [
      { thrown: failure('ThrottlingException', 400), code: 'StoreThrottled' },
      { thrown: failure('AccessDeniedException', 403), code: 'StoreRefused' },
      { thrown: failure('InternalFailure', 500), code: 'StoreUnavailable' },
      { thrown: failure('TimeoutError'), code: 'StoreUnavailable' },
    ]) {
      it(`${name}: a request that fails with ${thrown.name} is ${code}`, async () => {
        const error = await caught(request(thrown));

        expect(error.code).to.equal(code);
        expect(error.message).to.contain(thrown.name);
      });
    }
  }

  it('EventBridge: says which entries were not taken, and what is to blame', async () => {
    const Entries = [
      { EventId: 'a' },
      { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' },
      { ErrorCode: 'MalformedDetail', ErrorMessage: 'no' },
    ];

    const refusals = await sendAll(targets.EventBridge({ Entries, FailedEntryCount: 2 }));

    expect(refusals).to.deep.equal([
      undefined,
      { reason: 'ThrottlingException: slow', fault: 'passes' },
      { reason: 'MalformedDetail: no', fault: 'event' },
    ]);
  });

  for (const name of ['SNS', 'SQS'] as const) {
    it(`${name}: says which entries were not taken, and what is to blame`, async () => {
      const refusals = name === 'SNS' ? await sendAll(targets.SNS(batchFailures)) : await sendAll(targets.SQS(batchFailures));

      expect(refusals).to.deep.equal([
        { reason: 'KmsAccessDenied: no key', fault: 'target' },
        { reason: 'InternalError: try again', fault: 'passes' },
        { reason: 'InvalidMessageContents', fault: 'event' },
      ]);
    });
  }

  it('SQS: an entry that is throttled may be taken later, though that counts as the sender’s fault', async () => {
    const refusals = await sendAll(targets.SQS({ Failed: [{ Id: '0', Code: 'KmsThrottled', SenderFault: true }] }));

    expect(refusals[0]).to.deep.equal({ reason: 'KmsThrottled', fault: 'passes' });
  });

  it("SQS: a queue's URL says in which region it is", async () => {
    const regionOf = (url: string) => queueClient({ queueUrl: url }).client.config.region();

    expect(await regionOf('https://sqs.eu-central-1.amazonaws.com/123456789012/events')).to.equal('eu-central-1');
  });

  it('EventBridge: an entry that the function may not put is no fault of the event', async () => {
    const Entries = [{ ErrorCode: 'AccessDeniedException', ErrorMessage: 'no' }];

    const [refusal] = await sendAll(targets.EventBridge({ Entries, FailedEntryCount: 1 }));

    expect(refusal).to.deep.equal({ reason: 'AccessDeniedException: no', fault: 'target' });
  });

  it('Firehose: says which records were not taken', async () => {
    const RequestResponses = [{ RecordId: 'a' }, { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'slow' }, { RecordId: 'c' }];

    const refusals = await sendAll(targets.Firehose({ RequestResponses, FailedPutCount: 1 }));

    expect(refusals).to.deep.equal([undefined, { reason: 'ServiceUnavailableException: slow', fault: 'passes' }, undefined]);
  });

  it('EventBridge: the event is the detail, and its source and type are what rules match', async () => {
    const { client, inputs } = answering(new EventBridgeClient(settings), { Entries: [{}] });
    const target = eventBridgeTarget({ bus: 'shop', client });
    const [event] = events;
    if (!event) throw new Error('no event');

    await target.send([target.entry(event)]);

    expect(inputs).to.deep.equal([
      {
        Entries: [
          {
            EventBusName: 'shop',
            Source: '/shop/test/Account',
            DetailType: 'Account.Deposited',
            Time: new Date('2026-01-01T00:00:00.000Z'),
            Detail: JSON.stringify(event),
          },
        ],
      },
    ]);
  });

  it('count the bytes that the services count', () => {
    const event = { ...entry('Account/1', 1).event, type: 'ä', source: 's', data: 'ö' };
    const json = Buffer.byteLength(JSON.stringify(event));

    expect(targets.EventBridge({}).entry(event).size).to.equal(14 + 2 + 1 + json);
    expect(targets.SQS({}).entry(event).size).to.equal(json);
    expect(targets.SNS({}).entry(event).size).to.equal(json + 2 + 1 + 'type'.length + 'source'.length + 2 * 'String'.length);
    expect(targets.Firehose({}).entry(event).size).to.equal(json + 1);
  });

  it('FIFO queues and topics: a stream is a group, an event’s id deduplicates, and both are short ASCII', () => {
    const long = `Account/${'ü'.repeat(128)}`;
    const [first, second, other] = [entry(long, 1).event, entry(long, 2).event, entry('Account/2', 1).event];

    for (const target of [
      sqsTarget({ queueUrl: `${queueUrl}.fifo`, client: new SQSClient(settings) }),
      snsTarget({ topicArn: `${topicArn}.fifo`, client: new SNSClient(settings) }),
    ]) {
      const keysOf = (event: CloudEvent) => {
        const { MessageGroupId, MessageDeduplicationId } = target.entry(event).request;
        return { group: MessageGroupId, id: MessageDeduplicationId };
      };
      expect(target.order).to.equal('each');
      expect(keysOf(first)).to.deep.equal(keysOf({ ...first }));
      expect(keysOf(second).group).to.equal(keysOf(first).group);
      expect(new Set([first, second, other].map((event) => keysOf(event).id)).size).to.equal(3);
      expect(keysOf(other).group).to.not.equal(keysOf(first).group);
      expect(keysOf(first).group).to.match(/^[\x21-\x7e]{1,128}$/);
      expect(keysOf(first).id).to.match(/^[\x21-\x7e]{1,128}$/);
    }
  });

  it('Kafka: connects once, tries that again when it failed, and sends with the stream as the key', async () => {
    const sent: { topic: string; acks: number; keys: string[] }[] = [];
    let connections = 0;
    const target = kafkaTarget({
      topic: 'orders',
      producer: {
        async connect() {
          connections += 1;
          if (connections === 1) throw Object.assign(new Error('no broker'), { name: 'KafkaJSConnectionError', retriable: true });
        },
        async send({ topic, acks, messages }) {
          sent.push({ topic, acks, keys: messages.map(({ key }) => key) });
        },
      },
    });

    const error = await caught(sendAll(target));
    await sendAll(target);
    await sendAll(target);

    expect(error.code).to.equal('StoreUnavailable');
    expect(connections).to.equal(2);
    expect(sent[0]).to.deep.equal({ topic: 'orders', acks: -1, keys: ['Account/1', 'Account/1', 'Account/1'] });
  });

  for (const { name, retriable, code } of [
    { name: 'KafkaJSProtocolError', retriable: false, code: 'StoreRefused' },
    { name: 'KafkaJSProtocolError', retriable: true, code: 'StoreUnavailable' },
    { name: 'KafkaJSNumberOfRetriesExceeded', retriable: false, code: 'StoreUnavailable' },
  ]) {
    it(`Kafka: a ${name} that is ${retriable ? '' : 'not '}to be tried again is ${code}`, async () => {
      const thrown = Object.assign(new Error('no'), { name, retriable });
      const target = kafkaTarget({ topic: 'orders', producer: { connect: async () => {}, send: () => Promise.reject(thrown) } });

      expect(await caught(sendAll(target))).to.include({ code, cause: thrown });
    });
  }
});

/** Sends three events in one request. */
function sendAll<Sent, Answer>(target: {
  entry(event: CloudEvent): Sent;
  send(entries: readonly Sent[]): Promise<Answer>;
}): Promise<Answer> {
  return target.send(events.map((event) => target.entry(event)));
}
