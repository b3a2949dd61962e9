import { parseStreamName } from '../../domain/stream.js';
import type { AnyProjection } from '../projection.js';

/** Key of the row that a stream feeds: the aggregate's id, or the stream's name where several aggregates feed rows. */
export function rowKey(projection: AnyProjection, stream: string): string {
  return projection.from.length === 1 ? parseStreamName(stream).aggregateId : stream;
}
