import type { CloudEvent, Entry, Limits, Order, Refusal, Target } from '../../../runtime/src/index.js';

/** What a request meets: refusals by event id, or an error for all of it; nothing is taken then. */
type Fault = (ids: readonly string[]) => Readonly<Record<string, Refusal>> | Error;

/** A target in memory, with what it was sent and what it took, by event id. */
export function recordingTarget({
  order = 'none',
  limits = {},
  fault = () => ({}),
}: {
  readonly order?: Order;
  readonly limits?: Partial<Limits>;
  readonly fault?: Fault;
} = {}) {
  const requests: string[][] = [];
  const taken: string[] = [];
  const sent: CloudEvent[] = [];
  const underWay = { now: 0, most: 0 };
  const target: Target = {
    name: 'Target test',
    limits: { entries: 10, requestBytes: 1000, entryBytes: 1000, ...limits },
    order,
    entry(event: CloudEvent) {
      // As every real one does: what is no JSON throws.
      const data = JSON.stringify(event.data);
      return { event, size: typeof event.data === 'string' ? data.length - 2 : 1 };
    },
    async send(entries: readonly Entry[]) {
      const ids = entries.map(({ event }) => event.id);
      requests.push(ids);
      sent.push(...entries.map(({ event }) => event));
      underWay.now += 1;
      underWay.most = Math.max(underWay.most, underWay.now);
      await Promise.resolve();
      underWay.now -= 1;
      const answer = fault(ids);
      if (answer instanceof Error) throw answer;
      taken.push(...ids.filter((id) => !(id in answer)));
      return ids.map((id) => answer[id]);
    },
  };
  return { target, requests, taken, sent, underWay };
}

/** A fault that is met so many times, and not after. */
export function times(count: number, fault: ReturnType<Fault>): Fault {
  let met = 0;
  return () => (met++ < count ? fault : {});
}

export const busy: Refusal = { reason: 'ThrottlingException: slow down', fault: 'passes' };
export const malformed: Refusal = { reason: 'MalformedDetail: no', fault: 'event' };

/** An entry of a stream, of a size. */
export function entry(stream: string, version: number, size = 1): Entry {
  const event: CloudEvent = {
    specversion: '1.0',
    id: `${stream}@${version}`,
    source: '/shop/test/Account',
    type: 'Account.Deposited',
    subject: stream.slice(stream.indexOf('/') + 1),
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    partitionkey: stream,
    streamversion: version,
    correlationid: 'correlation',
    causationid: 'causation',
    data: { amount: version },
  };
  return { event, size };
}

export const entries = (stream: string, count: number, size = 1): Entry[] =>
  Array.from({ length: count }, (_, index) => entry(stream, index + 1, size));
