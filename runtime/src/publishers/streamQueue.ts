import { EventSourcingError, isEventSourcingError } from '../domain/errors.js';
import { maxAttempts } from '../retry/attempts.js';
import type { Entry, Limits, Order, TargetRefusal } from './target.js';

/** How many of the entries, from the first on, were taken; and what stopped the rest. */
export type Outcome = { readonly sent: number; readonly error?: unknown };

type Waiting<Sent> = { readonly index: number; readonly entry: Sent };

/** Entries of one stream that are being sent. */
export type StreamQueue<Sent extends Entry = Entry> = {
  readonly count: number;
  /** Not taken yet, in the stream's order. */
  waiting: readonly Waiting<Sent>[];
  /** A request with entries of it is under way, or it waits for its next attempt. */
  busy: boolean;
  /** Sent in requests of its own: a shared one was refused, without saying which entry was at fault. */
  alone: boolean;
  /** Attempts in a row in which an entry of it was not taken. */
  tries: number;
  readonly finish: (outcome: Outcome) => void;
};

/** One entry of a request, and whose it is. */
export type QueuedEntry<Sent extends Entry> = Waiting<Sent> & { readonly queue: StreamQueue<Sent> };

/** The next request: of the queues that are free, in their order, as much as it holds. Marks them as busy. */
export function nextRequest<Sent extends Entry>(
  queues: Iterable<StreamQueue<Sent>>,
  limits: Limits,
  order: Order,
): readonly QueuedEntry<Sent>[] {
  const request: QueuedEntry<Sent>[] = [];
  let bytes = 0;
  for (const queue of queues) {
    if (queue.busy || (queue.alone && request.length > 0)) continue;
    for (const { index, entry } of order === 'each' || queue.alone ? queue.waiting.slice(0, 1) : queue.waiting) {
      const full = request.length === limits.entries || (request.length > 0 && bytes + entry.size > limits.requestBytes);
      if (full) return request;
      bytes += entry.size;
      request.push({ queue, index, entry });
      queue.busy = true;
    }
    if (queue.alone) return request;
  }
  return request;
}

/** Records what became of a queue's entries in a request. Returns the queue's outcome once it has one: all were taken, or it is given up. */
export function recordOutcome<Sent extends Entry>(
  queue: StreamQueue<Sent>,
  taken: ReadonlySet<number>,
  refusals: readonly Refused[],
): Outcome | undefined {
  queue.waiting = queue.waiting.filter(({ index }) => !taken.has(index));
  queue.tries = refusals.length > 0 ? queue.tries + 1 : 0;
  const sent = queue.waiting[0]?.index ?? queue.count;
  if (sent === queue.count) return { sent };
  const fault = refusals.find(({ again }) => !again) ?? (queue.tries >= maxAttempts.entry ? refusals[0] : undefined);
  return fault && { sent, error: fault.error };
}

/** A refusal, and the error that it is if there is no further try. */
export type Refused = { readonly again: boolean; readonly error: EventSourcingError };

/** What one entry's refusal is, as an error. */
export function refusedEntry(target: string, { event }: Entry, { reason, fault }: TargetRefusal): Refused {
  const message = `${target} did not take ${event.type} (${event.id}): ${reason}.`;
  if (fault === 'event') {
    const details = { target, event: event.id, reason };
    return { again: false, error: new EventSourcingError({ code: 'EventRefused', message, details }) };
  }
  const again = fault === 'passes';
  const code = again ? 'StoreUnavailable' : 'StoreRefused';
  return { again, error: new EventSourcingError({ code, message, details: { store: target } }) };
}

/** What the failure of a whole request is: for its only entry, where there is one. */
export function failedRequest(target: string, cause: unknown, only: Entry | undefined): Refused {
  if (isEventSourcingError(cause, 'StoreRefused')) {
    const reason = contentFault(cause.cause);
    return only && reason !== undefined ? refusedEntry(target, only, { reason, fault: 'event' }) : { again: false, error: cause };
  }
  if (isEventSourcingError(cause)) return { again: true, error: cause };
  const message = `${target} gave no answer: ${cause instanceof Error ? cause.message : String(cause)}`;
  return { again: true, error: new EventSourcingError({ code: 'StoreUnavailable', message, details: { store: target }, cause }) };
}

// Errors of AWS and Kafka that are about the content of a request, not about its target or its sender.
const contentFaults =
  /^(ValidationException|ValidationError|InvalidParameter.*|InvalidArgumentException|InvalidMessageContents|BatchRequestTooLong(Exception)?|SerializationException|MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|INVALID_RECORD)$/;

/** Why a target refused the content of a request; undefined if the content is not at fault. */
function contentFault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const names: unknown[] = [Reflect.get(error, 'type'), error.name];
  const name = names.find((one): one is string => typeof one === 'string' && contentFaults.test(one));
  return name && `${name}: ${error.message}`;
}
