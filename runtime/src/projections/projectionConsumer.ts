import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { Consumer } from '../stream/consumer.js';
import type { Folding } from './folding/foldRow.js';
import { rowPerStream } from './folding/rowPerStream.js';
import { rowsByKey } from './folding/rowsByKey.js';
import { projectionConsumerName } from './projectionConsumerName.js';
import type { RowStore } from './rows/rowStore.js';

export type ProjectionConsumerOptions = Folding & {
  readonly rows: RowStore;
  readonly store: EventStore;
  /** Default: the projection's, `projections/catalogue`. */
  readonly name?: string;
  /** Most rows do not exist yet, as in a rebuild. Default: false. */
  readonly fresh?: boolean;
};

/** Keeps the rows of a projection. @throws DefinitionInvalid for rows of many streams in a store that has no transactions */
export function projectionConsumer({ rows, name: given, ...options }: ProjectionConsumerOptions): Consumer {
  const { projection } = options;
  const name = given ?? projectionConsumerName(projection.name);
  if (!projection.key) return rowPerStream({ ...options, name, rows });
  const { shared } = rows;
  if (shared) return rowsByKey({ ...options, name, rows, shared });
  throw new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `${projection.name}: key lets many streams feed a row, which its store ('${projection.store.kind}') cannot keep right: it has no transactions. Use a store that has them, or rows of one stream.`,
    details: { definition: projection.name },
  });
}
