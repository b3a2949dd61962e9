import { CloudEvent } from 'cloudevents';
import { defineIntake, type EventStore, inMemoryEventStore, object } from '../../../runtime/src/index.js';
import type { HttpEvent } from '../../../runtime/src/lambda/http/event.js';
import { byHttp, byKafka, bySqs, type DeadLetter, intakeHandler } from '../../../runtime/src/lambda/index.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { request } from '../lambda/httpEvent.js';

const text = { type: 'string' } as const;

/** What a payment service tells. */
export const Payments = defineIntake({
  name: 'Payments',
  events: {
    PaymentCaptured: object({ orderId: text, amount: { type: 'number', minimum: 0 } }),
    PaymentRefused: object({ orderId: text }),
    PaymentNoted: { type: 'string' },
    Ping: object({}),
  },
  types: { 'com.psp.captured': 'PaymentCaptured', 'com.psp.refused': 'PaymentRefused', 'com.psp.noted': 'PaymentNoted' },
});

const captured = { specversion: '1.0', id: 'p-1', source: '/psp', type: 'com.psp.captured' } as const;

/** A captured payment as a CloudEvent, structured. */
export const capture = (facts: object = {}) => ({ ...captured, data: { orderId: '7', amount: 9.5 }, ...facts });

/** The same, as the CloudEvents SDK has it. */
export const reference = (facts: object = {}) => new CloudEvent(capture(facts));

/** A function that takes payments in, and what it stores, logs and sets aside. */
export function payments(store: EventStore = inMemoryEventStore()) {
  const warned: string[] = [];
  const failed: string[] = [];
  const letters: DeadLetter[] = [];
  const handler = intakeHandler({
    intake: Payments,
    validate: createValidator(),
    store,
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    ways: [byHttp(), bySqs(), byKafka(async (letter) => void letters.push(letter))],
    log: { error: (message) => void failed.push(message), warn: (message) => void warned.push(message) },
  });
  return { handler, store, warned, failed, letters };
}

/** A request with an event, or several. */
export const posted = (body: unknown, headers: Readonly<Record<string, string>>, more: Partial<HttpEvent> = {}): HttpEvent =>
  request('POST', '/Payments', {
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...more,
  });

export const structuredHeaders = { 'content-type': 'application/cloudevents+json; charset=utf-8' };
export const batchHeaders = { 'content-type': 'application/cloudevents-batch+json' };

export const queued = (...bodies: readonly unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index + 1}`,
    receiptHandle: 'handle',
    eventSource: 'aws:sqs',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: '1' },
  })),
});

/** An event as EventBridge delivers it. */
export const bridged = (detail: unknown, facts: object = {}) => ({
  ...{ version: '0', id: 'e-1', 'detail-type': 'com.psp.captured', source: '/psp', account: '123456789012' },
  ...{ time: '2026-01-01T00:00:00Z', region: 'eu-central-1', resources: [], detail, ...facts },
});

type Headers = Readonly<Record<string, string | undefined>>;

/** Records of one partition, as Lambda hands them over. */
export const consumed = (...records: readonly { readonly value: string | null; readonly headers?: Headers }[]) => ({
  eventSource: 'SelfManagedKafka',
  bootstrapServers: 'broker:9092',
  records: {
    'payments-0': records.map(({ value, headers = {} }, offset) => ({
      topic: 'payments',
      partition: 0,
      offset,
      timestamp: 0,
      timestampType: 'CREATE_TIME',
      value: value === null ? null : Buffer.from(value).toString('base64'),
      // The SDK has a member for what an event does not have.
      headers: Object.entries(headers).flatMap(([name, content]) => (content === undefined ? [] : [{ [name]: [...Buffer.from(content)] }])),
    })),
  },
});
