import type { EventSource, SchemaEvolution } from '../domain/events/eventSource.js';
import type { Schemas } from '../domain/schema.js';

/**
 * What comes in from outside as CloudEvents, each recorded once in a stream of its own: `Payments/<hash of its source and id>`. Made by
 * `defineIntake`. Projections and processes have it in their `from`, as an aggregate.
 */
export type Intake<Name extends string, Events extends Schemas> = {
  readonly kind: 'intake';
  readonly name: Name;
  readonly events: Events;
  /** The event that a CloudEvent of a type becomes. CloudEvents of other types are skipped. */
  readonly types: { readonly [type: string]: keyof Events & string };
} & SchemaEvolution;

/** An intake whose types are not known. */
export type AnyIntake = EventSource & { readonly kind: 'intake'; readonly types: { readonly [type: string]: string } };
