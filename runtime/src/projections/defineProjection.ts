import { EventSourcingError } from '../domain/errors.js';
import type { Data, JSONSchema } from '../domain/schema.js';
import type { AnyProjection, Projection, ReadStore, RowEvolve, RowKey, Source } from './projection.js';
import { dynamodb, type IndexDefinition } from './readStore.js';
import { expiryRefusal } from './rows/expiry.js';
import { indexesOf } from './rows/indexes.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/** Asks nothing of a store whose indexes are over fields of the row; TypeScript prints the sentence where one is not. */
type FieldsOfRow<Field extends string, Store extends ReadStore> =
  Store extends ReadStore<Field> ? unknown : `store: '${Exclude<FieldsOf<Store>, Field>}' is not a field of row`;

/** The fields that a store needs: of its indexes, and the one that says when a row expires. */
type FieldsOf<Store extends ReadStore> =
  | { [Index in keyof Store['indexes']]: IndexFields<Store['indexes'][Index]> }[keyof Store['indexes']]
  | (Store extends { readonly ttl?: infer Ttl extends string } ? Ttl : never);

type IndexFields<Index> = Index extends IndexDefinition ? Extract<Index[keyof Index], string> : never;

/**
 * Defines a projection: rows, kept by folding events.
 *
 * Without `key` there is one row for each stream of the aggregates in `from`, fed by its events in order. The row's key is the aggregate's
 * id; with several aggregates in `from` it is the stream's name (`Item/42`).
 *
 * With `key` a row is fed by many streams: by all events for which `key` returns the row's key. Events of one stream come in order, those
 * of different streams in any order: the fold must produce the same row whichever comes first, which `commutes: true` confirms.
 *
 * With `inline: true` a row of one stream is written in one transaction with the commit that changes it: whoever reads it by its key after
 * the command was answered finds it there.
 *
 * @throws DefinitionInvalid when the parts contradict each other
 *
 * @example
 * defineProjection({
 *   name: 'customers',
 *   from: [Order],
 *   row: object({ orders: { type: 'integer' } }),
 *   key: (event) => event.data.customerId,
 *   commutes: true,
 *   evolve: { OrderPlaced: (row) => ({ orders: (row?.orders ?? 0) + 1 }) },
 * });
 */
export function defineProjection<
  const Name extends string,
  const From extends readonly Source[],
  const Row extends JSONSchema,
  const Store extends ReadStore = ReadStore<never>,
>(
  definition: {
    readonly name: Name;
    readonly from: From;
    readonly row: Row;
    readonly evolve: RowEvolve<From, Data<NoInfer<Row>>>;
    /** Default: a DynamoDB table without indexes. */
    readonly store?: Store & FieldsOfRow<keyof Data<NoInfer<Row>> & string, NoInfer<Store>>;
  } & (
    | { readonly key: RowKey<From>; readonly commutes: true; readonly inline?: never }
    | { readonly key?: never; readonly commutes?: never; readonly inline?: true }
  ),
): Projection<Name, Data<Row>, Store, From>;
export function defineProjection({ commutes, ...definition }: Definition): AnyProjection {
  const projection = Object.freeze({ kind: 'projection', store: dynamodb({ indexes: {} }), ...definition });
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') checkProjection(projection, commutes);
  return projection;
}

/** A definition whose types are not known. */
type Definition = Pick<AnyProjection, 'name' | 'from' | 'row' | 'evolve' | 'key' | 'inline'> & {
  readonly store?: ReadStore;
  readonly commutes?: boolean;
};

const validName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function checkProjection(projection: AnyProjection, commutes: unknown): void {
  const { name, from, evolve, key, inline, store } = projection;
  const fail = (problem: string): never => {
    throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${name}: ${problem}`, details: { definition: name } });
  };
  if (!validName.test(name)) fail(`name must be a letter followed by letters, digits and '-', 64 at most, '${name}' given.`);
  if (from.length === 0) fail('from is empty: name the aggregates whose events it folds.');
  const types = from.flatMap(({ events }) => Object.keys(events));
  for (const type of Object.keys(evolve)) {
    if (!types.includes(type)) fail(`evolve.${type} folds an event that none of its aggregates has (${types.join(', ')}).`);
  }
  if (key !== undefined && typeof key !== 'function') fail(`key must be a function from an event to a row's key, ${typeof key} given.`);
  if (key && commutes !== true) {
    fail('key lets many streams feed a row, in any order: say with commutes: true that its fold does not care, or leave key out.');
  }
  if (!key && commutes !== undefined) fail('commutes is of use with key only: without it, one stream feeds a row, in order.');
  if (inline && key)
    fail(
      'inline is for rows that one stream feeds: a row that many streams feed would make their commands wait for each other. Leave key out, or inline.',
    );
  if (inline && store.open) {
    fail(
      `inline puts rows into the transaction of their commit, which DynamoDB alone can do: leave it out, or keep the rows with dynamodb(…), not '${store.kind}'.`,
    );
  }
  indexesOf(projection);
  if (store.kind !== 'dynamodb' && typeof store.open !== 'function') {
    fail(`store must be made by dynamodb(…) or another store's function, or have a function open, kind '${store.kind}' given.`);
  }
  const refusal = store.open ? store.refusal?.(projection) : expiryRefusal(projection);
  if (refusal !== undefined) fail(refusal);
}
