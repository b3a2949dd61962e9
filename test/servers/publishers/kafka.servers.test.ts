import { expect } from 'chai';
import { type KafkaMessage, Kafka as ReferenceKafka } from 'cloudevents';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { kafkaTarget } from '../../../runtime/src/adapters/kafka/index.js';
import { kafkaProducer } from '../../../runtime/src/adapters/kafka/kafkajs/index.js';
import { publisherConsumer } from '../../../runtime/src/index.js';
import { mapConcurrently } from '../../../runtime/src/stream/concurrency.js';
import { commit, opened } from '../../runtime/commitBuilders.js';
import { endpointOf } from '../endpoints.js';
import { addresses, everything, history, unique } from './published.js';

const streams = Array.from({ length: 12 }, (_, index) => `Account/${index}`);

type Came = { readonly partition: number; readonly key: string; readonly id: string; readonly event: unknown };

describe('Publishers to Kafka', () => {
  let kafka: Kafka;
  let admin: Admin;
  let producer: ReturnType<typeof kafkaProducer>;

  before(async () => {
    kafka = new Kafka({ clientId: 'test', brokers: [endpointOf('kafka')], logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
    producer = kafkaProducer({ brokers: [endpointOf('kafka')] });
  });

  after(async () => {
    await admin.disconnect();
    await producer.disconnect();
  });

  async function makeTopic(): Promise<string> {
    const topic = unique('events');
    await admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
    return topic;
  }

  /** What came to a topic, partition by partition in its order, until there are so many records. */
  async function read(topic: string, count: number): Promise<Came[]> {
    const consumer = kafka.consumer({ groupId: unique('readers') });
    const came: Came[] = [];
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((done, fail) => {
      const eachMessage: Parameters<typeof consumer.run>[0] = {
        async eachMessage({ partition, message }) {
          const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
          const [key, value] = [String(message.key), String(message.value)];
          const record: KafkaMessage<string> = { key, value, body: value, headers };
          came.push({ partition, key, id: headers.ce_id ?? '', event: ReferenceKafka.toEvent(record) });
          if (came.length >= count) done();
        },
      };
      consumer.run(eachMessage).catch(fail);
    });
    await consumer.disconnect();
    return came;
  }

  it('has every event, each stream in one partition and in order', async () => {
    const topic = await makeTopic();
    const consume = publisherConsumer({ publisher: everything, target: kafkaTarget({ topic, producer }), source: '/shop/test' });

    const progress = await mapConcurrently(streams, (stream) => consume(stream, history(stream, 10)));

    expect(progress).to.deep.equal(streams.map(() => ({ done: 11 })));
    const came = await read(topic, streams.length * 21);
    for (const stream of streams) {
      const own = came.filter(({ key }) => key === stream);
      expect(own.map(({ id }) => id)).to.deep.equal(addresses(stream, 10));
      expect(new Set(own.map(({ partition }) => partition)).size).to.equal(1);
    }
    expect(new Set(came.map(({ partition }) => partition)).size).to.be.greaterThan(1);
    expect(came[0]?.event).to.include({ specversion: '1.0', source: '/shop/test/Account', datacontenttype: 'application/json' });
  });

  it('refuses a topic that is not there, and makes none', async () => {
    const topic = unique('nowhere');
    const target = kafkaTarget({ topic, producer });
    const consume = publisherConsumer({ publisher: everything, target, source: '/shop/test', sleep: async () => {} });

    const { done, error } = await consume('Account/1', history('Account/1', 1));

    expect(done).to.equal(0);
    expect(error).to.have.property('message').that.contains(topic);
    expect(await admin.listTopics()).to.not.include(topic);
  });

  it('fails only the stream whose event the broker finds too large', async () => {
    const topic = await makeTopic();
    const target = kafkaTarget({ topic, producer, maximumBytes: 3_000_000 });
    const consume = publisherConsumer({ publisher: everything, target, source: '/shop/test', sleep: async () => {} });

    const [small, large] = await Promise.all([
      consume('Account/small', [commit('Account/small', 1, [opened()])]),
      consume('Account/large', [commit('Account/large', 1, [opened('x'.repeat(2_000_000))])]),
    ]);

    expect(small).to.deep.equal({ done: 1 });
    expect(large.done).to.equal(0);
    expect(large.error).to.include({ code: 'EventRefused' });
    expect(large.error).to.have.property('message').that.contains('Account/large@1').and.contains('MESSAGE_TOO_LARGE');
    expect((await read(topic, 1)).map(({ id }) => id)).to.deep.equal(['Account/small@1']);
  });
});
