import { type IHeaders, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import { endpointOf } from '../endpoints.js';
import { unique } from '../publishers/published.js';
import type { Deployment } from './deployment.js';
import { mappingOf } from './mappings.js';
import { partnerName } from './shopService.js';

/** A client of the Kafka that is up. */
export const kafka = (): Kafka => new Kafka({ clientId: 'test', brokers: [endpointOf('kafka')], logLevel: logLevel.NOTHING });

/** A record as Lambda hands it to a function: in base64, and a header as the bytes of its value. */
const recordOf = (topic: string, partition: number, { offset, timestamp, key, value, headers }: KafkaMessage) => ({
  topic,
  partition,
  offset: Number(offset),
  timestamp: Number(timestamp),
  timestampType: 'CREATE_TIME',
  ...(key === null ? {} : { key: key.toString('base64') }),
  ...(value === null ? {} : { value: value.toString('base64') }),
  headers: headersOf(headers),
});

const headersOf = (headers: IHeaders = {}): Record<string, number[]>[] =>
  Object.entries(headers).flatMap(([name, given]) =>
    [given ?? []].flat().map((value): Record<string, number[]> => ({ [name]: [...Buffer.from(value)] })),
  );

type KafkaRecord = ReturnType<typeof recordOf>;

/** All that a topic has. */
async function records(topic: string): Promise<KafkaRecord[]> {
  const admin = kafka().admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const count = ends.reduce((sum, { high }) => sum + Number(high), 0);
  const found: KafkaRecord[] = [];
  if (count === 0) return found;
  const consumer = kafka().consumer({ groupId: unique('readers') });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await new Promise<void>((done, fail) => {
    const eachMessage: Parameters<typeof consumer.run>[0] = {
      async eachMessage({ partition, message }) {
        found.push(recordOf(topic, partition, message));
        if (found.length === count) done();
      },
    };
    consumer.run(eachMessage).catch(fail);
  });
  await consumer.disconnect();
  return found;
}

/** Offsets from which on a function has not been handed a partition. */
const next = new Map<string, number>();

/**
 * Plays the mapping from the partner's topic to its intake: hands it all that it has not had yet, in one batch, and answers how many records
 * that were. @throws as the function does: Lambda would deliver the batch again
 */
export async function consumeTopic({ name, template, lambda }: Deployment): Promise<number> {
  const [topic = ''] = mappingOf(template, 'PartnerIntake', partnerName(name)).Topics ?? [];
  const due = (await records(topic)).filter(({ partition, offset }) => offset >= (next.get(`${topic}-${partition}`) ?? 0));
  if (due.length === 0) return 0;
  const partitions = [...new Set(due.map(({ partition }) => `${topic}-${partition}`))];
  const event = {
    eventSource: 'aws:kafka',
    eventSourceArn: 'arn:aws:kafka:us-east-1:123456789012:cluster/shop/8a2-5',
    bootstrapServers: endpointOf('kafka'),
    records: Object.fromEntries(partitions.map((key) => [key, due.filter(({ partition }) => `${topic}-${partition}` === key)])),
  };
  await (await lambda('PartnerIntake')).invoke(event);
  for (const { partition, offset } of due) {
    const key = `${topic}-${partition}`;
    next.set(key, Math.max(offset + 1, next.get(key) ?? 0));
  }
  return due.length;
}
