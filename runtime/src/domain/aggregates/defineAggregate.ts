import type { UnknownEvents } from '../events/eventSource.js';
import type { EarlierNames, UpcastersTo } from '../events/upcaster.js';
import type { Schemas } from '../schema.js';
import type { Aggregate, CommandDefinition, Decide, Decided, Evolve, RejectionsBy, SnapshotPolicy, UniqueValue } from './aggregate.js';
import { checkAggregate } from './checkAggregate.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/** Infers a type from a value, and asks nothing of the value: what is wrong with it is told in the words of the type beside this one. */
type Inferred<Type> = [Type] extends [never] ? Type : unknown;

/**
 * Defines an aggregate. State, event data and payloads are inferred from `initialState` and the schemas.
 *
 * @throws DefinitionInvalid when the parts contradict each other (TypeScript refuses most of that earlier)
 * @example
 * const Door = defineAggregate({
 *   name: 'Door',
 *   initialState: () => ({ open: false }),
 *   events: { DoorOpened: object({}) },
 *   evolve: { DoorOpened: (door) => ({ ...door, open: true }) },
 *   commands: { OpenDoor: { emits: 'DoorOpened', creates: true } },
 * });
 */
export function defineAggregate<
  const Name extends string,
  const Events extends Schemas,
  State,
  const Commands extends Readonly<Record<string, CommandDefinition<keyof Events & string, keyof State & string>>>,
  Deciders,
>(
  definition: {
    readonly name: Name;
    readonly initialState: () => State;
    readonly events: Events;
    readonly evolve: Evolve<NoInfer<State>, Events>;
    readonly commands: Commands;
    /** Without it, states are folded from all events, unless `serverless.yml` asks for snapshots. */
    readonly snapshot?: SnapshotPolicy;
    /** Values that no two streams may have: reserved, moved and released in the same transaction as the commit. */
    readonly unique?: Readonly<Record<string, (state: NoInfer<State>) => UniqueValue>>;
    /** `forever`: command ids with a key are kept for ever, in the same transaction as the commit, and not for a while. */
    readonly idempotency?: 'forever';
    /** For each event type whose schema has changed: how data of its earlier schemas becomes data of the one in `events`. Made by `from`. */
    readonly upcast?: UpcastersTo<NoInfer<Events>>;
    /** Today's name of each event type that had another: stored events keep theirs, and are read as of today's. */
    readonly renamed?: EarlierNames<NoInfer<Events>>;
    /** What becomes of stored events of a type that is not in `events`. Default: `fail`. */
    readonly unknownEvents?: UnknownEvents;
  } & ([Decided<NoInfer<Commands>>] extends [never]
    ? { readonly decide?: never }
    : { readonly decide: Decide<NoInfer<State>, NoInfer<Events>, NoInfer<Commands>> & Inferred<Deciders> }),
): Aggregate<Name, Events, State, Commands, RejectionsBy<Deciders>> {
  const { name, initialState, events, evolve, commands, snapshot, unique, idempotency } = definition;
  const { upcast, renamed, unknownEvents } = definition;
  const evolution = { ...(upcast && { upcast }), ...(renamed && { renamed }), ...(unknownEvents && { unknownEvents }) };
  // The conditional type above says the same of `decide` as Decide does; TypeScript does not follow it through a generic.
  const decide = (definition.decide ?? {}) as Aggregate<Name, Events, State, Commands, RejectionsBy<Deciders>>['decide'];
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') {
    const parts = { name, initialState, events, evolve, commands, decide, snapshot, unique, idempotency };
    checkAggregate({ ...parts, evolution: { upcast, renamed, unknownEvents } });
  }
  const options = { ...(snapshot && { snapshot }), ...(unique && { unique }), ...(idempotency && { idempotency }) };
  return Object.freeze({ kind: 'aggregate', name, initialState, events, evolve, commands, decide, ...options, ...evolution });
}
