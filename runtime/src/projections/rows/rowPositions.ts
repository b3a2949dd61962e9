import type { AnyProjection } from '../projection.js';
import { rowKey } from './rowKey.js';
import type { RowReader } from './rowStore.js';

/** Positions of a projection in streams, kept in the rows or, if many streams feed a row, beside them. A stream that it has not seen has none. */
export async function rowPositions(
  projection: AnyProjection,
  rows: RowReader,
  streams: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (projection.key) return rows.shared?.positions(streams) ?? new Map();
  const found = await rows.load(streams.map((stream) => rowKey(projection, stream)));
  return new Map(
    streams.flatMap((stream) => {
      const row = found.get(rowKey(projection, stream));
      return row ? [[stream, row.position] as const] : [];
    }),
  );
}
