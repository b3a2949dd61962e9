import { defined } from '../defined.js';
import type { UnknownEvents } from '../events/eventSource.js';
import type { EarlierNames, UpcastersTo } from '../events/upcaster.js';
import type { Data, Schemas } from '../schema.js';
import type {
  Aggregate,
  AnyAggregate,
  CommandData,
  CommandDefinition,
  Decide,
  Decided,
  Evolve,
  RejectionsBy,
  SnapshotPolicy,
  UniqueValue,
} from './aggregate.js';
import { checkAggregate } from './checkAggregate.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/** Infers a type from a value, and asks nothing of the value: what is wrong with it is told in the words of the type beside this one. */
type Inferred<Type> = [Type] extends [never] ? Type : unknown;

/** What a definition with commands to decide must have. TypeScript prints a type with its arguments: a missing `decide` is told in `_Sentence`. */
type DecideNeeded<_Sentence extends string, Deciders> = { readonly decide: Deciders };

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
    readonly evolve: NoInfer<Evolve<State, Events>>;
    readonly commands: Commands;
    /** Default: no snapshots, unless `serverless.yml` turns them on; states are then folded from all events. */
    readonly snapshot?: SnapshotPolicy;
    /** Values that no two streams may have: reserved, moved and released in the same transaction as the commit. */
    readonly unique?: Readonly<Record<string, (state: NoInfer<State>) => UniqueValue>>;
    /**
     * `forever`: the ids of commands with a caller's key are kept for ever, in the same transaction as the commit. Default: for a while.
     */
    readonly idempotency?: 'forever';
    /** For each event type whose schema has changed: how data of its earlier schemas becomes data of the one in `events`. Made by `from`. */
    readonly upcast?: UpcastersTo<NoInfer<Events>>;
    /**
     * The current name of each event type that was renamed, by its earlier name. Stored events keep their name, and are read under the
     * current one.
     */
    readonly renamed?: EarlierNames<NoInfer<Events>>;
    /** Whether stored events of a type that is not in `events` are an error or skipped. Default: `fail`. */
    readonly unknownEvents?: UnknownEvents;
  } & ([Decided<NoInfer<Commands>>] extends [never]
    ? { readonly decide?: never }
    : DecideNeeded<
        `${Decided<NoInfer<Commands>> & string} has a payload: decide needs a function for it`,
        NoInfer<Decide<State, Events, Commands>> & Inferred<Deciders>
      >),
): Aggregate<
  Name,
  // Written out: an editor shows the members of a type without a name, and of a named one its arguments, which are the schemas.
  { [T in keyof Events & string]: Data<Events[T]> },
  State,
  { [C in keyof Commands & string]: CommandData<Commands[C], Events> },
  RejectionsBy<Deciders>
>;
export function defineAggregate({ decide = {}, ...definition }: Definition): AnyAggregate {
  const { name, initialState, events, evolve, commands, snapshot, unique, idempotency } = definition;
  const { upcast, renamed, unknownEvents } = definition;
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') {
    const parts = { name, initialState, events, evolve, commands, decide, snapshot, unique, idempotency };
    checkAggregate({ ...parts, evolution: { upcast, renamed, unknownEvents } });
  }
  const options = defined({ snapshot, unique, idempotency });
  const evolution = defined({ upcast, renamed, unknownEvents });
  return Object.freeze({ kind: 'aggregate', name, initialState, events, evolve, commands, decide, ...options, ...evolution });
}

/** A definition whose types are not known. */
type Definition = Omit<AnyAggregate, 'kind' | 'decide'> & Partial<Pick<AnyAggregate, 'decide'>>;
