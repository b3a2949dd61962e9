import { inMemoryEventStore } from '../../eventStore/inMemoryEventStore.js';
import { rowPerStream } from '../../projections/folding/rowPerStream.js';
import type { AnyProjection, Source } from '../../projections/projection.js';
import { inMemoryRowStore } from '../../projections/rows/inMemoryRowStore.js';
import { rowKey } from '../../projections/rows/rowKey.js';
import type { Validate } from '../../validation/violations.js';
import { asStored, display } from '../display.js';
import { explainValue } from '../explain.js';
import { type Fail, failAt } from '../failure.js';
import type { History } from '../history.js';
import type { Past } from '../scenario.js';
import type { ProjectionScenario } from './projectionScenario.js';

/** A projection, and the stream that it is fed. */
type Feed = { readonly projection: AnyProjection; readonly history: History; readonly validate: Validate };

export function createProjectionScenario(feed: Feed): ProjectionScenario<AnyProjection> {
  const { name } = feed.projection;

  async function thenRow(expected: unknown): Promise<void> {
    const fail = failAt(thenRow);
    const actual = await rowOf(feed);
    if (actual === null) throw fail({ message: `${name} has no row, expected was ${display(expected)}.`, expected, actual });
    const lines = explainValue(asStored(expected), actual);
    if (lines.length === 0) return;
    const message = [`${name} has another row than expected (- expected, + there):`, '', ...lines.map((line) => `  ${line}`)].join('\n');
    throw fail({ message, expected, actual });
  }

  async function thenNoRow(): Promise<void> {
    const fail = failAt(thenNoRow);
    const actual = await rowOf(feed);
    if (actual !== null) throw fail({ message: `${name} has a row, expected was none: ${display(actual)}`, expected: null, actual });
  }

  return { thenRow, thenNoRow };
}

/** The row that a stream makes, as it is stored; null for none. Folded by what folds it in a deployed service. */
async function rowOf({ projection, history: { commits }, validate }: Feed): Promise<unknown> {
  const [first] = commits;
  if (!first) return null;
  const rows = inMemoryRowStore(projection);
  const { stream } = first;
  const consumer = rowPerStream({ name: projection.name, projection, rows, store: inMemoryEventStore(), validate });
  const [outcome] = await consumer.take([{ stream, commits }], async () => false);
  if (outcome?.status === 'failed') throw outcome.error;
  const key = rowKey(projection, stream);
  return asStored((await rows.load([key])).get(key)?.row ?? null);
}

/** The aggregate that given events are of: the one that is named, else the only one that has all of their types. */
export function sourceOf({ name, from }: AnyProjection, events: readonly Past[], named: string | undefined, fail: Fail): Source {
  const fits = from.filter((source) =>
    named === undefined ? events.every(({ type }) => Object.hasOwn(source.events, type)) : source.name === named,
  );
  const [source, ...others] = fits;
  if (source && (others.length === 0 || events.length === 0)) return source;
  const names = from.map((each) => each.name).join(', ');
  if (named !== undefined) throw fail({ message: `${name} is not fed by '${named}', only by ${names}.` });
  const types = events.map(({ type }) => type).join(', ');
  throw fail({
    message: source
      ? `given: ${types} could be of any of ${fits.map((each) => each.name).join(', ')}: say which with the option 'aggregate'.`
      : `given: none of ${names} has all of ${types}. The events of one row are those of one aggregate.`,
  });
}
