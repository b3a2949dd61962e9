import { defined } from '../domain/defined.js';
/** A secondary index of a read model: rows by the value of one field, in the order of another. */
export type IndexDefinition<Field extends string = string> = { readonly partition: Field; readonly sort?: Field };

/** Rows in a DynamoDB table, which the template has. Made by `dynamodb`. */
export type DynamoDBReadStore<Field extends string = string> = {
  readonly kind: 'dynamodb';
  readonly indexes: Readonly<Record<string, IndexDefinition<Field>>>;
  /** The field, a number, that says when a row expires: seconds since 1970. */
  readonly ttl?: Field;
  readonly open?: never;
};

/** One of the two sets of rows that a projection may have: `a`, which has the plain name, and `b`, for a rebuild beside it. */
export type Slot = 'a' | 'b';

/**
 * Keeps rows in a DynamoDB table of their own, with secondary indexes over the row's fields. The default store. `ttl` names the field, a
 * number, that says when a row expires, in seconds since 1970: from then on it is hidden, and DynamoDB deletes it within days.
 */
export function dynamodb<
  const Indexes extends Readonly<Record<string, IndexDefinition>> = Readonly<Record<never, never>>,
  const Ttl extends string = never,
>(options: {
  readonly indexes?: Indexes;
  readonly ttl?: Ttl;
}): { readonly kind: 'dynamodb'; readonly indexes: Indexes; readonly ttl?: Ttl };
export function dynamodb({ indexes = {}, ttl }: Partial<Pick<DynamoDBReadStore, 'indexes' | 'ttl'>>): DynamoDBReadStore {
  return { kind: 'dynamodb', indexes, ...defined({ ttl }) };
}
