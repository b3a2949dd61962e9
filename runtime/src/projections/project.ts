import { type Commit, eventsOf } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventSource } from '../domain/eventSource.js';
import { parseStreamName } from '../domain/stream.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { describeViolations, type Validate } from '../validation/violations.js';
import type { AnyProjection } from './projection.js';
import type { PositionedRow, RowStore } from './rowStore.js';

export type Projecting = {
  readonly projection: AnyProjection;
  readonly rows: RowStore;
  readonly store: EventStore;
  readonly validate: Validate;
};

/** Rivals for a row: two invocations that were given the same stream. Each round one of them wins. */
const maxAttempts = 10;

/**
 * Brings a stream's row to the end of `commits` (of one stream, in order), whatever of them it has seen: what it reflects is skipped, what lies
 * between is read from the table. The position is in the row, so each event takes effect once. One write, however many events there are.
 *
 * @throws RowInvalid, StreamCorrupt, EventUnknown, UpcastFailed, or what the user's fold throws: the row is as it was
 */
export async function project(
  { projection, rows, store, validate }: Projecting,
  stream: string,
  commits: readonly Commit[],
): Promise<void> {
  const key = rowKey(projection, stream);
  const source = sourceOf(projection, stream);
  const end = commits.at(-1)?.last ?? 0;
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const before = await rows.load(key);
    const position = before?.position ?? 0;
    if (position >= end) return;
    const due = await follow(store, stream, position, commits);
    const after = due.reduce((row, commit) => fold({ projection, source, validate }, row, commit), before ?? { position: 0, row: null });
    if (await rows.save(key, after, before?.position)) return;
  }
  throw new EventSourcingError({
    code: 'RowConflict',
    message: `The row '${key}' of ${projection.name} was changed by others on each of ${maxAttempts} tries.`,
    details: { projection: projection.name, key, attempts: maxAttempts },
  });
}

/** Key of the row that a stream feeds. */
function rowKey(projection: AnyProjection, stream: string): string {
  return projection.from.length === 1 ? parseStreamName(stream).aggregateId : stream;
}

/** The aggregate that a stream is of. */
function sourceOf({ name, from }: AnyProjection, stream: string): EventSource {
  const { aggregate } = parseStreamName(stream);
  const source = from.find((each) => each.name === aggregate);
  if (!source) throw new TypeError(`${name} is not fed by ${stream}, only by ${from.map((each) => each.name).join(', ')}.`);
  return source;
}

/** The commits after `position`: those given if they follow it without a gap, else read from the table. */
async function follow(store: EventStore, stream: string, position: number, commits: readonly Commit[]): Promise<readonly Commit[]> {
  const due = commits.filter(({ last }) => last > position);
  const end = commits.at(-1)?.last ?? 0;
  if (isDense(position, due)) return due;
  const read: Commit[] = [];
  for await (const commit of store.read(stream, { from: position + 1, to: end })) read.push(commit);
  if (isDense(position, read) && read.at(-1)?.last === end) return read;
  throw new EventSourcingError({
    code: 'StreamCorrupt',
    message: `Stream ${stream} has no commits without a gap from version ${position + 1} to ${end}, though a commit up to ${end} was delivered.`,
    details: { stream },
  });
}

function isDense(position: number, commits: readonly Commit[]): boolean {
  return commits.every(({ version }, index) => version === (commits[index - 1]?.last ?? position) + 1);
}

type Folding = { readonly projection: AnyProjection; readonly source: EventSource; readonly validate: Validate };

function fold({ projection, source, validate }: Folding, before: PositionedRow, commit: Commit): PositionedRow {
  let { row } = before;
  for (const event of eventsOf(source, commit)) {
    const evolve = Object.hasOwn(projection.evolve, event.type) ? projection.evolve[event.type] : undefined;
    const next = evolve?.(row ?? undefined, event);
    if (next === undefined) continue;
    const violations = next === null ? [] : validate(projection.row, next);
    if (violations.length > 0) {
      throw new EventSourcingError({
        code: 'RowInvalid',
        message: `${projection.name} made an invalid row of ${commit.stream}@${event.version} (${event.type}): ${describeViolations(violations)}.`,
        details: { projection: projection.name, event: `${commit.stream}@${event.version}`, violations },
      });
    }
    row = next;
  }
  return { row, position: commit.last };
}
