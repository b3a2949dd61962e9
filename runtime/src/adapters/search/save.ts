import { EventSourcingError } from '../../domain/errors.js';
import type { AnyProjection } from '../../projections/projection.js';
import type { RowChange, RowSaved } from '../../projections/rows/rowStore.js';
import { encodeDocument, isId, longestId } from './documents.js';
import { type SearchError, searchError, statusError, statusOf, textOf } from './failures.js';
import type { SearchLayout } from './layout.js';
import type { Send } from './searchClient.js';

type BulkItem = { readonly index: { readonly status: number; readonly error?: SearchError } };

/**
 * Writes rows in one request, each with its position as external version: the index takes none that is not later than the one it has, so that
 * a row never goes back. A request that is refused as a whole is sent in halves, until the row is found that it is for.
 */
export async function saveBulk(send: Send, layout: SearchLayout, changes: readonly RowChange[]): Promise<readonly RowSaved[]> {
  const [first] = changes;
  if (!first) return [];
  const { index, projection } = layout;
  const lines = changes.flatMap((change) => [
    { index: { _id: change.key, version: change.row.position, version_type: 'external' } },
    encodeDocument(change),
  ]);
  try {
    const { items } = (await send({ method: 'POST', path: `/${index}/_bulk`, lines })) as { readonly items: readonly BulkItem[] };
    return changes.map((change, at) => saved(layout, change, items[at]));
  } catch (error) {
    const status = statusOf(error);
    if (status !== 400 && status !== 413) throw searchError(error, index);
    if (changes.length === 1) return [{ status: 'failed', error: rowRefused(projection, first, messageOf(error), error) }];
    const middle = Math.ceil(changes.length / 2);
    return [...(await saveBulk(send, layout, changes.slice(0, middle))), ...(await saveBulk(send, layout, changes.slice(middle)))];
  }
}

function saved({ index, projection }: SearchLayout, change: RowChange, item: BulkItem | undefined): RowSaved {
  const { status, error = {} } = item?.index ?? { status: 500 };
  if (status < 300) return { status: 'saved' };
  if (status === 409) return { status: 'conflict' };
  if (status === 400) return { status: 'failed', error: rowRefused(projection, change, textOf(error)) };
  return { status: 'failed', error: statusError(status, textOf(error), index) };
}

/** What a row's refusal is: the index's own words name the field, as `row.<field>`. */
const rowRefused = (projection: AnyProjection, { key }: RowChange, said: string, cause?: unknown) =>
  new EventSourcingError({
    code: 'RowRefused',
    message: `An index cannot hold the row '${key.slice(0, 100)}' of ${projection.name}: ${said}`,
    details: { projection: projection.name, key },
    cause,
  });

export const keyRefused = (projection: AnyProjection, change: RowChange) =>
  rowRefused(
    projection,
    change,
    isId(change.key) ? '' : `its key has ${Buffer.byteLength(change.key)} bytes, 1 to ${longestId} of whole characters are possible.`,
  );

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
