import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import type { AnyIntake } from '../intake/intake.js';
import type { AnyProjection } from '../projections/projection.js';
import type { PlacedSchema } from '../validation/standalone.js';
import type { AggregateModel, IntakeModel, ProjectionModel } from './model.js';

/** What has schemas: a definition, or what is described of one. */
export type SchemaOwner =
  | Pick<AnyAggregate | AggregateModel, 'kind' | 'name' | 'events' | 'commands'>
  | Pick<AnyIntake | IntakeModel, 'kind' | 'name' | 'events'>
  | Pick<AnyProjection | ProjectionModel, 'kind' | 'name' | 'row'>;

/** The schemas that values are validated against, each once, by a place that is the same when a service is packaged and when it runs. */
export function schemasOf(owner: SchemaOwner): PlacedSchema[] {
  if (owner.kind === 'projection') return [{ place: `${owner.name}.row`, schema: owner.row }];
  const { name, events } = owner;
  const ofEvents = Object.entries(events).map(([type, schema]) => ({ place: `${name}.events.${type}`, schema }));
  if (owner.kind === 'intake') return ofEvents;
  const known = new Set(Object.values(events));
  const ofPayloads = Object.entries(owner.commands).flatMap(([command, { payload }]) =>
    // A payload that is emitted as an event is validated as one.
    payload === undefined || known.has(payload) ? [] : [{ place: `${name}.commands.${command}.payload`, schema: payload }],
  );
  return [...ofEvents, ...ofPayloads];
}
