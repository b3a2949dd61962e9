import { defined } from '../../domain/defined.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { StoredEvent } from '../../domain/events/event.js';
import { parseStreamName } from '../../domain/stream.js';
import type { StreamTip, StreamTips } from '../../eventStore/streamTips.js';
import type { BegunReplay, ReplayAnswer, ReplayRequest, ReplaySelection } from '../../model/control.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { Consumer, Resend } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { ageOf } from '../../stream/consumeUpTo.js';
import { type Pace, pace } from '../../stream/pace.js';
import { parkedError } from '../../stream/parked/parked.js';
import { isTransient } from '../../stream/transient.js';
import { resendable } from './resendable.js';

/** Keeps a consumer's replay that is not done. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type ReplayStore = {
  load(): Promise<BegunReplay | undefined>;
  save(replay: BegunReplay): Promise<void>;
  remove(): Promise<void>;
};

/** What a replay needs in addition to what consumers need. */
export type ReplayContext = { readonly tips: StreamTips; replays(consumer: string): ReplayStore };

/** Streams that are worked on at once, and commits of each between two looks at the clock. */
const streamsAtOnce = 16;
const commitsAtOnce = 100;

/** What the streams of one round need of an invocation's end, in milliseconds: a target may take its time over each of them. */
const margin = 40_000;

/** The longest wait for what was sent, in milliseconds: a function costs while it waits. */
const longestWait = 2000;

/** A stream of which there is nothing left to send. */
const finished = Number.MAX_SAFE_INTEGER;

/**
 * Sends events of a publisher again, those of a stream in their order, some streams at a time; ends before the invocation does, and says
 * where. No positions move. It goes no further in a stream than the publisher itself has got: what comes then is still to be sent anyway.
 *
 * @throws MalformedRequest for a consumer that may do nothing twice; StoreThrottled, StoreUnavailable, StoreRefused of a table
 */
export async function replay(
  { replay: begun, dryRun = false, rate, seconds = Number.POSITIVE_INFINITY }: ReplayRequest,
  consumer: Consumer,
  { tips, replays }: ReplayContext,
  runtime: ConsumerRuntime,
): Promise<ReplayAnswer> {
  const resend = resendOf(consumer);
  const { now, timeLeft } = runtime;
  const start = now().getTime();
  const hasTime = () => timeLeft() > margin && now().getTime() - start < seconds * 1000;
  const turns = pace(dryRun ? undefined : rate, () => now().getTime());
  const width = Math.max(1, Math.min(streamsAtOnce, Math.floor(rate ?? streamsAtOnce)));
  const depth = Math.max(1, Math.min(commitsAtOnce, Math.floor((rate ?? Number.POSITIVE_INFINITY) / width)));
  const work: Work = { consumer, resend, runtime, selection: begun.selection, dryRun, depth };
  const kept = replays(consumer.name);
  const failures: ReplayAnswer['failures'][number][] = [];
  let { at } = begun.cursor;
  const reached = new Map(Object.entries(begun.cursor.reached));
  let events = 0;

  const stand = (done = false, stopped?: unknown): ReplayAnswer => ({
    replay: { ...begun, events: begun.events + (dryRun ? 0 : events), cursor: cursorOf(at, reached) },
    ...{ events, failures, done, wait: turns.owed() },
    ...(stopped === undefined ? {} : { stopped: parkedError(stopped) }),
  });

  const keep = async (answer: ReplayAnswer): Promise<ReplayAnswer> => {
    if (!dryRun) await kept.save(answer.replay);
    return answer;
  };

  for (;;) {
    const page = await tips.tips({ index: 0, of: 1 }, at);
    const own = page.tips.filter((tip) => isChosen(tip, consumer, begun.selection));
    for (let first = 0; first < own.length; first += width) {
      const group = own.slice(first, first + width);
      for (;;) {
        const open = group.filter(({ stream }) => reached.get(stream) !== finished);
        if (open.length === 0) break;
        if (!(await mayTake(turns, runtime)) || !hasTime()) return keep(stand());
        const rounds = await mapConcurrently(open, (tip) => resendSome(tip, reached.get(tip.stream) ?? 0, work));
        for (const round of rounds) {
          reached.set(round.stream, round.reached);
          events += round.events;
          if (round.failure) failures.push({ stream: round.stream, ...round.failure });
        }
        turns.take(rounds.reduce((sum, round) => sum + round.events, 0));
        const stopped = rounds.find(({ stopped }) => stopped !== undefined)?.stopped;
        const answer = await keep(stand(false, stopped));
        if (stopped !== undefined) return answer;
      }
      at = tips.after(group.at(-1)?.stream ?? '');
      for (const { stream } of group) reached.delete(stream);
    }
    if (page.next === undefined) break;
    at = page.next;
    if (!hasTime()) return keep(stand());
  }
  if (!dryRun) await kept.remove();
  return stand(true);
}

/** Waits until more may be sent. False where that takes longer than is worth waiting for here. */
async function mayTake(turns: Pace, { sleep }: ConsumerRuntime): Promise<boolean> {
  const wait = turns.owed();
  if (wait > 0 && wait <= longestWait) await sleep(wait);
  return wait <= longestWait;
}

type Work = {
  readonly consumer: Consumer;
  readonly resend: Resend;
  readonly runtime: ConsumerRuntime;
  readonly selection: ReplaySelection;
  readonly dryRun: boolean;
  /** Commits at once. */
  readonly depth: number;
};

type Round = {
  readonly stream: string;
  readonly reached: number;
  readonly events: number;
  /** The stream ends here. */
  readonly failure?: { readonly version: number; readonly error: ReturnType<typeof parkedError> };
  /** All end here. */
  readonly stopped?: unknown;
};

/** Sends the next commits of a stream that are chosen. */
async function resendSome({ stream, last }: StreamTip, from: number, work: Work): Promise<Round> {
  const { consumer, resend, runtime, selection, dryRun, depth } = work;
  const { commits, end } = await resendable(consumer, runtime.store, { stream, from, last, selection, limit: depth });
  const { done, events, error } = await resend(stream, commits, { select: selects(selection), dryRun });
  const stop = commits[done];
  if (!stop) return { stream, events, reached: end ?? finished };
  if (isTransient(error, ageOf(stop, runtime))) return { stream, events, reached: stop.version - 1, stopped: error };
  return { stream, events, reached: finished, failure: { version: stop.version, error: parkedError(error) } };
}

const selects =
  ({ types }: ReplaySelection) =>
  ({ aggregate, type }: StoredEvent): boolean =>
    types === undefined || types.includes(`${aggregate}.${type}`);

/** A stream whose last commit is before what is chosen has nothing of it. */
function isChosen({ stream, at }: StreamTip, consumer: Consumer, { from, aggregate }: ReplaySelection): boolean {
  const own = parseStreamName(stream).aggregate;
  if (!consumer.follows(own) || (aggregate !== undefined && aggregate !== own)) return false;
  return from === undefined || Date.parse(at) >= Date.parse(from);
}

const cursorOf = (at: string | undefined, reached: ReadonlyMap<string, number>): BegunReplay['cursor'] => ({
  ...defined({ at }),
  reached: Object.fromEntries(reached),
});

/** @throws MalformedRequest */
export function resendOf({ name, resend }: Consumer): Resend {
  if (resend) return resend;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `${name} is no publisher: what it did once is not done again. Only publishers replay.`,
    details: { where: 'consumer' },
  });
}
