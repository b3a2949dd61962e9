import type { AnyProjection } from './projection.js';
import type { RowStore } from './rows/rowStore.js';

/** A secondary index of a read model: rows by the value of one field, in the order of another. */
export type IndexDefinition<Field extends string = string> = { readonly partition: Field; readonly sort?: Field };

/** Where and how rows are kept: made by `dynamodb`, by the function of another store's entry, or by you. */
export type ReadStore<Field extends string = string> = DynamoDBReadStore<Field> | OpenedReadStore<Field>;

/** Rows in a DynamoDB table, which the template has. Made by `dynamodb`. */
export type DynamoDBReadStore<Field extends string = string> = {
  readonly kind: 'dynamodb';
  readonly indexes: Readonly<Record<string, IndexDefinition<Field>>>;
  /** The field, a number, that says when a row expires: seconds since 1970. */
  readonly ttl?: Field;
  readonly open?: never;
};

/** Rows in a store of its own: the template makes nothing for it, and a function that needs the rows opens it. */
export type OpenedReadStore<Field extends string = string> = {
  /** Names the store in errors. */
  readonly kind: string;
  readonly indexes: Readonly<Record<string, IndexDefinition<Field>>>;

  /**
   * Opens the rows of a projection: called once for each projection of a container, when a function starts. What takes time, or can fail
   * for a while, belongs into the methods of the row store: it is made when it is first needed.
   */
  open(projection: AnyProjection, options: OpenOptions): RowStore;

  /** Why it cannot keep the rows of a projection, as a sentence with a remedy; undefined where it can. Asked when the projection is defined. */
  refusal?(projection: AnyProjection): string | undefined;
};

export type OpenOptions = {
  /** A name that no other projection, service or stage has: `shop-dev-catalogue`. Letters, digits, `-` and `_`. */
  readonly name: string;
  /** Which of its two sets of rows. */
  readonly slot: Slot;
};

/** One of the two sets of rows that a projection may have: `a`, which has the plain name, and `b`, for a rebuild beside it. */
export type Slot = 'a' | 'b';

/**
 * Keeps rows in a DynamoDB table of their own, with secondary indexes over the row's fields. The default store. `ttl` names the field, a
 * number, that says when a row expires, in seconds since 1970: from then on nobody sees it, and DynamoDB deletes it within days.
 */
export function dynamodb<
  const Indexes extends Readonly<Record<string, IndexDefinition>> = Readonly<Record<never, never>>,
  const Ttl extends string = never,
>(options: {
  readonly indexes?: Indexes;
  readonly ttl?: Ttl;
}): { readonly kind: 'dynamodb'; readonly indexes: Indexes; readonly ttl?: Ttl };
export function dynamodb({ indexes = {}, ttl }: Partial<Pick<DynamoDBReadStore, 'indexes' | 'ttl'>>): DynamoDBReadStore {
  return { kind: 'dynamodb', indexes, ...(ttl === undefined ? {} : { ttl }) };
}
