import { setImmediate } from 'node:timers/promises';
import { backoff } from '../retry/backoff.js';
import {
  failedRequest,
  nextRequest,
  type Outcome,
  type QueuedEntry,
  type Refused,
  recordOutcome,
  refusedEntry,
  type StreamQueue,
} from './streamQueue.js';
import type { Entry, Target } from './target.js';

export type SenderOptions = {
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** From 0 up to 1. */
  readonly random?: () => number;
  /** Milliseconds that one request may take. It may still take effect. Default: 4,500. */
  readonly longestRequest?: number;
};

/** Sends the entries of one stream, in their order. Does not throw. */
export type Send<Sent extends Entry> = (entries: readonly Sent[]) => Promise<Outcome>;

/** Short enough for all attempts of a hanging request to end before the consumer's commit times out, which would park a stream without fault. */
const defaultLongestRequest = 4500;

/** Requests under way at once. */
const maxRequests = 4;

/**
 * Sends entries of many streams; entries that are sent at the same time share requests. Only what was not taken is sent again, and a stream
 * that waits for its next attempt keeps no other waiting.
 */
export function createSender<Sent extends Entry>(target: Target<Sent>, options: SenderOptions = {}): Send<Sent> {
  const {
    sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
    random = Math.random,
    longestRequest = defaultLongestRequest,
  } = options;
  const queues = new Set<StreamQueue<Sent>>();
  let requests = 0;
  let awaited = false;

  /** Starts the next requests, after all callers of this turn of the event loop have added their entries: requests are shared. */
  const start = async () => {
    if (awaited) return;
    awaited = true;
    await setImmediate();
    awaited = false;
    while (requests < maxRequests) {
      const request = nextRequest(queues, target.limits, target.order);
      if (request.length === 0) return;
      requests += 1;
      void perform(request).finally(() => {
        requests -= 1;
        void start();
      });
    }
  };

  const perform = async (request: readonly QueuedEntry<Sent>[]) => {
    const refusals = await attempt(target, request, longestRequest);
    for (const queue of new Set(request.map((queued) => queued.queue))) {
      const own = request.flatMap((queued, place) =>
        queued.queue === queue ? [{ index: queued.index, refusal: refusals.get(place) }] : [],
      );
      const taken = new Set(own.flatMap(({ index, refusal }) => (refusal ? [] : [index])));
      const outcome = recordOutcome(
        queue,
        taken,
        own.flatMap(({ refusal }) => refusal ?? []),
      );
      if (outcome) {
        queues.delete(queue);
        queue.finish(outcome);
      } else {
        void release(queue);
      }
    }
  };

  const release = async (queue: StreamQueue<Sent>) => {
    if (queue.tries > 0) await sleep(backoff(queue.tries, random));
    queue.busy = false;
    void start();
  };

  return (entries) =>
    new Promise((finish) => {
      if (entries.length === 0) return finish({ sent: 0 });
      const waiting = entries.map((entry, index) => ({ index, entry }));
      queues.add({ count: entries.length, waiting, busy: false, alone: false, tries: 0, finish });
      void start();
    });
}

/** Sends one request. Returns the refusals by their place in the request. */
async function attempt<Sent extends Entry>(
  target: Target<Sent>,
  request: readonly QueuedEntry<Sent>[],
  longest: number,
): Promise<ReadonlyMap<number, Refused>> {
  try {
    const refusals = await within(longest, target.send(request.map(({ entry }) => entry)));
    return new Map(
      request.flatMap(({ entry }, place) => {
        const refusal = refusals[place];
        return refusal ? [[place, refusedEntry(target.name, entry, refusal)]] : [];
      }),
    );
  } catch (error) {
    const [first, ...others] = request;
    const failure = failedRequest(target.name, error, others.length === 0 ? first?.entry : undefined);
    // One entry may be at fault: each is sent by itself before any is given up.
    const shared = !failure.again && others.length > 0;
    if (shared) for (const { queue } of request) queue.alone = true;
    return new Map(request.map((_, place) => [place, shared ? { ...failure, again: true } : failure]));
  }
}

async function within<Answer>(milliseconds: number, request: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`nothing came within ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([request, late]);
  } finally {
    clearTimeout(timer);
  }
}
