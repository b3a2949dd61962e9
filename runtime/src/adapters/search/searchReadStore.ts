import type { AnyProjection, OpenOptions } from '../../projections/projection.js';
import type { IndexDefinition } from '../../projections/readStore.js';
import type { RowStore } from '../../projections/rows/rowStore.js';
import { layoutOf, layoutRefusal } from './layout.js';
import { searchRowStore } from './rowStore.js';
import type { Connect, Send } from './searchClient.js';

export type SearchOptions<Indexes extends Readonly<Record<string, IndexDefinition>>, Client> = {
  /** Indexes over the row's fields. Default: none. */
  readonly indexes?: Indexes;
  /** The client, or a function that makes it, asked once for each projection in a container, when it is first needed. */
  readonly client: Connect<Client>;
  /** Name of the index. Default: the projection's name among all services and stages, in small letters: `shop-dev-catalogue`. */
  readonly index?: string;
  /** Settings of an index that is made, such as `{ number_of_shards: 3 }`. Default: the server's. */
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** A store of rows in indexes, as `store` of a projection. */
export type SearchReadStore<Kind extends string, Indexes extends Readonly<Record<string, IndexDefinition>>> = {
  readonly kind: Kind;
  readonly indexes: Indexes;
  open(projection: AnyProjection, options: OpenOptions): RowStore;
  refusal(projection: AnyProjection): string | undefined;
};

/** Rows in indexes of OpenSearch or Elasticsearch, reached through `send`. */
export function searchReadStore<Kind extends string, Indexes extends Readonly<Record<string, IndexDefinition>>>(
  kind: Kind,
  indexes: Indexes,
  send: Send,
  { index, settings = {} }: { readonly index?: string | undefined; readonly settings?: object | undefined },
): SearchReadStore<Kind, Indexes> {
  return {
    kind,
    indexes,
    open: (projection, options) => searchRowStore(send, layoutOf(projection, options, { index, settings })),
    refusal: (projection) => layoutRefusal(kind, projection),
  };
}
