import { defined } from '../domain/defined.js';
import type { UnknownEvents } from '../domain/events/eventSource.js';
import type { EarlierNames, UpcastersTo } from '../domain/events/upcaster.js';
import type { Schemas } from '../domain/schema.js';
import { checkIntake } from './checkIntake.js';
import type { Intake } from './intake.js';

// Set where the plugin bundles functions: it checked the definitions, and the functions need not carry the checks.
declare const EVENT_SOURCING_PACKAGED: true | undefined;

/**
 * Defines what comes in from outside: events, and the types of the CloudEvents that become them. An event's schema is that of the
 * CloudEvent's data.
 *
 * @throws DefinitionInvalid when the parts contradict each other (TypeScript refuses most of that earlier)
 * @example
 * const Payments = defineIntake({
 *   name: 'Payments',
 *   events: { PaymentCaptured: object({ orderId: { type: 'string' } }) },
 *   types: { 'com.psp.payment.captured': 'PaymentCaptured' },
 * });
 */
export function defineIntake<const Name extends string, const Events extends Schemas>(definition: {
  readonly name: Name;
  readonly events: Events;
  /** The event that a CloudEvent of a type becomes. An event that is not named here is known by its own name. */
  readonly types?: { readonly [type: string]: keyof NoInfer<Events> & string };
  /** For each event type whose schema has changed: how data of its earlier schemas becomes data of the one in `events`. Made by `from`. */
  readonly upcast?: UpcastersTo<NoInfer<Events>>;
  /** Today's name of each event type that had another: stored events keep theirs, and are read as of today's. */
  readonly renamed?: EarlierNames<NoInfer<Events>>;
  /** What becomes of stored events of a type that is not in `events`. Default: `fail`. */
  readonly unknownEvents?: UnknownEvents;
}): Intake<Name, Events> {
  const { name, events, types: named = {}, upcast, renamed, unknownEvents } = definition;
  if (typeof EVENT_SOURCING_PACKAGED === 'undefined') checkIntake({ name, events, types: named, upcast, renamed, unknownEvents });
  const evolution = defined({ upcast, renamed, unknownEvents });
  return Object.freeze({ kind: 'intake', name, events, types: { ...ownNames(events, named), ...named }, ...evolution });
}

function ownNames<Events extends Schemas>(
  events: Events,
  named: { readonly [type: string]: keyof Events & string },
): { readonly [type: string]: keyof Events & string } {
  const taken: readonly string[] = Object.values(named);
  return Object.fromEntries(Object.keys(events).flatMap((event) => (taken.includes(event) ? [] : [[event, event]])));
}
