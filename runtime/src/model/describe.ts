import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import { defined } from '../domain/defined.js';
import { EventSourcingError } from '../domain/errors.js';
import type { JSONSchema } from '../domain/schema.js';
import type { AnyIntake } from '../intake/intake.js';
import { type AnyProcess, streamsOf } from '../processes/process.js';
import type { AnyProjection } from '../projections/projection.js';
import { expiryField } from '../projections/rows/expiry.js';
import { expiryAttribute, indexesOf, keyAttribute } from '../projections/rows/indexes.js';
import type { Publisher } from '../publishers/publisher.js';
import { signals } from '../signals/createSignals.js';
import { createValidator } from '../validation/validator.js';
import type { AggregateModel, CommandModel, IntakeModel, ProcessModel, ProjectionModel, PublisherModel, ReceiversModel } from './model.js';

/**
 * What a definition is, as plain data; undefined for a value that is none. Every schema is compiled, so that a mistake in one
 * shows when the service is packaged and not when its first command comes. @throws DefinitionInvalid
 */
export function describe(value: unknown): AggregateModel | IntakeModel | ProcessModel | ProjectionModel | PublisherModel | undefined {
  if (isKind<AnyAggregate>(value, 'aggregate')) return describeAggregate(value);
  if (isKind<AnyProjection>(value, 'projection')) return describeProjection(value);
  if (isKind<AnyProcess>(value, 'process')) return describeProcess(value);
  if (isKind<Publisher>(value, 'publisher')) return describePublisher(value);
  if (isKind<AnyIntake>(value, 'intake')) return describeIntake(value);
  return undefined;
}

/** Which signals the receiver modules that were imported so far listen to. */
export const describeReceivers = (): ReceiversModel => ({ signals: signals.listening() });

// Definitions are known by a word, not by a class: a bundle may hold two copies of this library.
const isKind = <Kind extends { readonly kind: string }>(value: unknown, kind: Kind['kind']): value is Kind =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind && 'name' in value;

function describeAggregate({ name, events, commands, snapshot, unique, idempotency }: AnyAggregate): AggregateModel {
  const described: [string, CommandModel][] = Object.entries(commands).map(
    ([command, { creates = false, deletes = false, emits, payload }]) => {
      const schema = payload ?? events[emits];
      if (schema === undefined) throw invalid(name, `commands.${command} has no schema.`);
      return [command, { creates, deletes, payload: schema }];
    },
  );
  for (const [type, schema] of Object.entries(events)) compile(name, `events.${type}`, schema);
  for (const [command, { payload }] of described) compile(name, `commands.${command}.payload`, payload);
  const guards = idempotency === 'forever' || Object.keys(unique ?? {}).length > 0;
  return { kind: 'aggregate', name, events, commands: Object.fromEntries(described), ...defined({ snapshot }), guards };
}

function describeProjection(projection: AnyProjection): ProjectionModel {
  const { name, from, row } = projection;
  compile(name, 'row', row);
  return {
    kind: 'projection',
    name,
    from: from.map((source) => source.name),
    row,
    store: projection.store.open ? 'other' : 'dynamodb',
    keyAttribute,
    indexes: indexesOf(projection),
    ...(expiryField(projection) === undefined ? {} : { expiryAttribute }),
    shared: projection.key !== undefined,
    inline: projection.inline === true,
  };
}

const describeProcess = ({ kind, name, from, to, passed = {} }: AnyProcess): ProcessModel => ({
  kind,
  name,
  streams: streamsOf(name),
  from: from.map((source) => source.name),
  to: to.map((aggregate) => aggregate.name),
  deadlines: Object.keys(passed),
});

const describePublisher = ({ kind, name, from, events }: Publisher): PublisherModel => ({
  kind,
  name,
  from: from.map((source) => source.name),
  events,
});

function describeIntake({ kind, name, events, types }: AnyIntake): IntakeModel {
  for (const [type, schema] of Object.entries(events)) compile(name, `events.${type}`, schema);
  return { kind, name, events, types };
}

function compile(definition: string, where: string, schema: JSONSchema): void {
  try {
    createValidator()(schema, undefined);
  } catch (cause) {
    throw invalid(definition, `${where} is no JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

const invalid = (definition: string, problem: string, cause?: unknown) =>
  new EventSourcingError({ code: 'DefinitionInvalid', message: `${definition}: ${problem}`, details: { definition }, cause });
