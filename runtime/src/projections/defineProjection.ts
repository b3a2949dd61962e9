import { EventSourcingError } from '../domain/errors.js';
import type { Data, JSONSchema } from '../domain/schema.js';
import { indexesOf } from './indexes.js';
import type { AnyProjection, Projection, ReadStore, RowEvolve, Source } from './projection.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/**
 * Defines a projection: one row for each stream of the aggregates in `from`, kept by folding their events in order.
 * A row's key is the aggregate's id; with several aggregates in `from` it is the stream's name (`Item/42`).
 *
 * @throws DefinitionInvalid when the parts contradict each other
 */
export function defineProjection<
  const Name extends string,
  const From extends readonly Source[],
  const Row extends JSONSchema,
>(definition: {
  readonly name: Name;
  readonly from: From;
  readonly row: Row;
  readonly evolve: RowEvolve<From, Data<NoInfer<Row>>>;
  /** Default: a DynamoDB table without indexes. */
  readonly store?: ReadStore<keyof Data<NoInfer<Row>> & string>;
}): Projection<Name, From, Row> {
  const { name, from, row, evolve, store = { kind: 'dynamodb', indexes: {} } } = definition;
  const projection: Projection<Name, From, Row> = Object.freeze({ kind: 'projection', name, from, row, evolve, store });
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') checkProjection(projection);
  return projection;
}

const validName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

function checkProjection(projection: AnyProjection): void {
  const { name, from, evolve } = projection;
  const fail = (problem: string): never => {
    throw new EventSourcingError({ code: 'DefinitionInvalid', message: `${name}: ${problem}`, details: { definition: name } });
  };
  if (!validName.test(name)) fail(`name must be a letter followed by letters, digits and '-', 64 at most, '${name}' given.`);
  if (from.length === 0) fail('from is empty: name the aggregates whose events it folds.');
  const types = from.flatMap(({ events }) => Object.keys(events));
  for (const type of Object.keys(evolve)) {
    if (!types.includes(type)) fail(`evolve.${type} folds an event that none of its aggregates has (${types.join(', ')}).`);
  }
  indexesOf(projection);
}
