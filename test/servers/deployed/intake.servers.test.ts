import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { CloudEvent as ReferenceEvent } from 'cloudevents';
import { awsSettings } from '../endpoints.js';
import { receive, unique } from '../publishers/published.js';
import { type Deployment, deployed } from './deployment.js';
import { consumeTopic, kafka } from './kafkaMapping.js';
import { drainQueue, pollQueue, type QueueSource, sqs } from './queueMapping.js';
import { eventTypes, execute, row, settle } from './shopClient.js';
import { partnerName } from './shopService.js';
import { feed } from './streamMapping.js';

describe('Events from outside, to the intake that is deployed', function () {
  this.timeout(120_000);
  let deployment: Deployment;
  /** The queue behind the rule, which the plugin made. */
  let own: QueueSource;
  /** A queue of the user's. */
  let users: QueueSource;

  before(async () => {
    deployment = await deployed();
    const { EVENT_SOURCING_TARGETS = '' } = await deployment.environment('reactions');
    const targets: Readonly<Record<string, { readonly to: string }>> = JSON.parse(EVENT_SOURCING_TARGETS);
    const queueName = targets['by-queue']?.to.split('/').at(-1) ?? '';
    own = { functionKey: 'PartnerIntake', queueId: 'PartnerIntakeQueue', queueName: `${deployment.name}-dev-Partner-intake` };
    users = { functionKey: 'PartnerIntake', queueId: 'PartnerQueue', queueName };
  });

  const bring = {
    EventBridge: async () => (await drainQueue(deployment, own)).flatMap(({ delivered }) => delivered).length,
    SQS: async () => (await drainQueue(deployment, users)).flatMap(({ delivered }) => delivered).length,
    Kafka: () => consumeTopic(deployment),
  };
  const ways = ['EventBridge', 'SQS', 'Kafka'] as const;
  /** Messages that come and fail. */
  const failuresOf = async (source: QueueSource) => (await drainQueue(deployment, source)).flatMap(({ failed }) => failed);

  for (const first of ways) {
    it(`is told by ${first} what the service publishes, and knows the same event by the other ways`, async () => {
      const [id, itemId] = [unique('order'), unique('item')];
      await settle(deployment);
      for (const way of ways) await bring[way]();
      await execute(deployment, 'Order', id, 'PlaceOrder', { itemId, quantity: 7, seconds: 3600 });
      await feed(deployment, 'reactions');

      const came = await bring[first]();
      await settle(deployment);
      const once = await row(deployment, 'takings', itemId);
      const cameAgain: number[] = [];
      for (const way of ways.filter((one) => one !== first)) cameAgain.push(await bring[way]());
      await settle(deployment);

      // Kafka brings it twice: one publisher is in binary mode, one in structured mode.
      const counts = { EventBridge: 1, SQS: 1, Kafka: 2 };
      expect([came, ...cameAgain]).to.deep.equal([first, ...ways.filter((one) => one !== first)].map((way) => counts[way]));
      expect(once).to.deep.equal({ sold: 7 });
      expect(await row(deployment, 'takings', itemId)).to.deep.equal({ sold: 7 });
    });
  }

  it("is told by EventBridge's rule of the sources and the types that it declares, and of no others", async () => {
    await bring.EventBridge();
    const client = new EventBridgeClient(awsSettings());
    const EventBusName = partnerName(deployment.name);
    const itemId = unique('item');
    const returned = { itemId, quantity: 3 };
    const asCloudEvent = new ReferenceEvent({ id: unique('return'), source: 'com.partner', type: 'com.partner.returned', data: returned });
    const entry = (Source: string, DetailType: string, detail: object) => ({
      EventBusName,
      Source,
      DetailType,
      Detail: JSON.stringify(detail),
    });

    await client.send(
      new PutEventsCommand({
        Entries: [
          entry('com.partner', 'com.partner.returned', asCloudEvent.toJSON()),
          entry('com.partner', 'com.partner.thanked', {}),
          entry('com.other', 'com.partner.returned', returned),
        ],
      }),
    );
    const delivered = (await drainQueue(deployment, own)).flatMap((polled) => polled.delivered);
    await settle(deployment);

    expect(delivered.map((body) => JSON.parse(body).detail.id)).to.deep.equal([asCloudEvent.id]);
    // The process of the partner's returns has sent its command.
    expect(await eventTypes(deployment, `Item/${itemId}`)).to.deep.equal(['ItemStocked']);
  });

  it('takes what EventBridge wraps that is no CloudEvent, under the id that EventBridge gives', async () => {
    const itemId = unique('item');
    const Detail = JSON.stringify({ itemId, quantity: 2 });
    const Entries = [{ EventBusName: partnerName(deployment.name), Source: 'com.partner', DetailType: 'com.partner.returned', Detail }];

    await new EventBridgeClient(awsSettings()).send(new PutEventsCommand({ Entries }));
    const failures = await failuresOf(own);
    await settle(deployment);

    expect(failures).to.deep.equal([]);
    expect(await eventTypes(deployment, `Item/${itemId}`)).to.deep.equal(['ItemStocked']);
  });

  it('leaves in its queue what it cannot take, beside what it takes, until the queue sets it aside', async () => {
    const itemId = unique('item');
    const QueueUrl = await deployment.queueUrl(own.queueName);
    const good = new ReferenceEvent({ source: 'com.partner', type: 'Order.OrderPlaced', data: { itemId, quantity: 1 } });
    const bad = new ReferenceEvent({ source: 'com.partner', type: 'Order.OrderPlaced', data: { itemId } }).toString();
    for (const MessageBody of [bad, good.toString()]) await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody }));

    let deliveries = 0;
    for (let polls = 0; polls < 40; polls++) {
      const { delivered, failed } = await pollQueue(deployment, own, { visibility: 0 });
      if (delivered.length === 0) break;
      expect(failed.every((body) => body === bad)).to.equal(true);
      deliveries += failed.length;
    }
    const letters = await receive(sqs(), await deployment.queueUrl(`${own.queueName}-dead-letters`), 1);
    await settle(deployment);

    expect(deliveries).to.equal(10);
    expect(letters).to.deep.equal([bad]);
    expect(await row(deployment, 'takings', itemId)).to.deep.equal({ sold: 1 });
  });

  it('sets aside a record of Kafka that it cannot take, and goes on; the letter is taken by its queue as it is', async () => {
    await bring.Kafka();
    const itemId = unique('item');
    const topic = partnerName(deployment.name);
    const good = new ReferenceEvent({ source: 'com.partner', type: 'Order.OrderPlaced', data: { itemId, quantity: 4 } });
    const producer = kafka().producer();
    await producer.connect();
    const messages = [
      { partition: 0, value: 'no CloudEvent' },
      { partition: 0, value: good.toString(), headers: { 'content-type': 'application/cloudevents+json' } },
      { partition: 1, value: null },
    ];
    await producer.send({ topic, messages });
    await producer.disconnect();

    const handed = await consumeTopic(deployment);
    const letters = (await receive(sqs(), await deployment.queueUrl(`${own.queueName}-dead-letters`), 2)).map((body) => JSON.parse(body));
    await settle(deployment);

    expect(handed).to.equal(3);
    expect(await row(deployment, 'takings', itemId)).to.deep.equal({ sold: 4 });
    expect(letters.flatMap(({ records }) => Object.keys(records))).to.have.members([`${topic}-0`, `${topic}-1`]);
    for (const { error } of letters) expect(error.name).to.be.oneOf(['MalformedRequest', 'ValidationFailed']);

    const QueueUrl = await deployment.queueUrl(own.queueName);
    const mended = good.cloneWith({ id: unique('mended') }).toString();
    const [letter] = letters;
    const [partition = ''] = Object.keys(letter.records);
    const records = { [partition]: [{ ...letter.records[partition][0], value: Buffer.from(mended).toString('base64') }] };
    await sqs().send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ ...letter, records }) }));
    const failures = await failuresOf(own);
    await settle(deployment);
    expect(failures).to.deep.equal([]);
    expect(await row(deployment, 'takings', itemId)).to.deep.equal({ sold: 8 });
  });
});
