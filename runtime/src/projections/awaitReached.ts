import { parseConsistencyToken } from '../domain/consistencyToken.js';
import { EventSourcingError } from '../domain/errors.js';
import { streamName } from '../domain/stream.js';
import type { AnyProjection } from './projection.js';
import { rowPositions } from './rows/rowPositions.js';
import type { RowReader } from './rows/rowStore.js';

/** How long to wait in all, in milliseconds, and the clock to wait by. */
export type Waiting = {
  readonly wait: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
};

/** The first and the longest pause between two looks, in milliseconds: most events are there in well under a second. */
const firstPause = 25;
const longestPause = 250;

/**
 * Waits until a projection shows an event, which a token stands for, and all before it in its stream.
 *
 * @throws ProjectionBehind when it is not that far in time; MalformedRequest for a token that is not of an aggregate that feeds it
 */
export async function awaitReached(
  projection: AnyProjection,
  rows: RowReader,
  token: string,
  { wait, now, sleep }: Waiting,
): Promise<void> {
  const { aggregate, aggregateId, version } = parseConsistencyToken(token);
  if (!projection.from.some(({ name }) => name === aggregate)) throw foreign(projection, token);
  const stream = streamName(aggregate, aggregateId);
  const deadline = now() + wait;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const position = (await rowPositions(projection, rows, [stream])).get(stream) ?? 0;
    if (position >= version) return;
    const left = deadline - now();
    if (left <= 0) throw behind(projection, { stream, version, position });
    await sleep(Math.min(pause, left));
  }
}

const foreign = ({ name, from }: AnyProjection, token: string) =>
  new EventSourcingError({
    code: 'MalformedRequest',
    message: `Consistency-Token must be of an aggregate that feeds ${name} (${from.map((source) => source.name).join(', ')}), '${token.slice(0, 100)}' given.`,
    details: { where: 'Consistency-Token' },
  });

const behind = ({ name }: AnyProjection, { stream, version, position }: { stream: string; version: number; position: number }) =>
  new EventSourcingError({
    code: 'ProjectionBehind',
    message: `${name} shows ${stream} up to version ${position} as yet, not up to ${version}. Ask again, or with a longer wait.`,
    details: { projection: name, stream, version, position },
  });
