import { EventSourcingError } from '../errors.js';
import { freeze } from '../freeze.js';
import type { Data, JSONSchema, Schemas } from '../schema.js';

// A method type is bivariant in its parameters: a step of any data is to be an AnyStep.
type AnyStep = { call(data: unknown): unknown }['call'];

/** A chain of upcasters whose types are not known: each step makes data of the next schema out of one's. */
export type AnyUpcaster = {
  readonly kind: 'upcaster';
  readonly steps: readonly AnyStep[];
  /** Data of the newest schema, made of data of an earlier one. A part of the chain, so that who has none carries no code for it. @throws UpcastFailed */
  readonly upcast: (data: unknown, schema: number, upcasted: Upcasted) => unknown;
};

/** Whose data it is. */
export type Upcasted = { readonly source: string; readonly event: string; readonly stream: string; readonly version: number };

/** Upcasters by event type. */
export type Upcasters = { readonly [type: string]: AnyUpcaster | undefined };

/** Data as JSON has it: what `const` made read-only, so that literals keep their types, is not so. */
type Plain<Value> = Value extends object ? { -readonly [Key in keyof Value]: Plain<Value[Key]> } : Value;

/** Where a chain has got to: data of some schema. */
export type Upcasting<Current> = {
  /** Adds a step to the next schema. It is a pure function, and its data is frozen. */
  readonly to: <const Next>(step: (data: Current) => Next) => Upcaster<Plain<Next>>;
};

/** A chain of upcasters that ends with this data. Made by `from`. */
export type Upcaster<Newest> = AnyUpcaster & Upcasting<Newest>;

/** For each event type that has had other schemas, the upcasters from its first to the one in `events`. */
export type UpcastersTo<Events extends Schemas> = { readonly [Type in keyof Events & string]?: Upcaster<Data<Events[Type]>> };

/** The type that an event's earlier name stands for; a name of today is no earlier one. */
export type EarlierNames<Events extends Schemas> = { readonly [earlier: string]: keyof Events & string } & {
  readonly [Type in keyof Events & string]?: never;
};

/**
 * Begins a chain of upcasters with an event's first data, as a type or a JSON Schema.
 *
 * @example
 * upcast: {
 *   PriceUpdated: from<{ price: number }>()
 *     .to((data) => ({ ...data, currency: 'EUR' }))
 *     .to(({ price, currency }) => ({ amount: price, currency })),
 * }
 */
export function from<const Schema extends JSONSchema>(schema: Schema): Upcasting<Data<Schema>>;
export function from<Oldest>(): Upcasting<Oldest>;
export function from(): Upcasting<unknown> {
  return upcaster([]);
}

function upcaster<Newest>(steps: readonly AnyStep[]): Upcaster<Newest> {
  return Object.freeze({
    kind: 'upcaster',
    steps: Object.freeze(steps),
    upcast: (data, schema, upcasted) => upcast(steps, data, schema, upcasted),
    to: <const Next>(step: (data: Newest) => Next) => upcaster<Plain<Next>>([...steps, step]),
  });
}

function upcast(steps: readonly AnyStep[], stored: unknown, schema: number, upcasted: Upcasted): unknown {
  let data = stored;
  let reached = schema;
  try {
    for (const step of steps.slice(schema - 1)) {
      // Frozen: consumers share what they were delivered, and a step that changes it in place would do so again for each.
      data = step(freeze(data));
      if (data === undefined) throw new TypeError('it gave nothing');
      if (data instanceof Promise) throw new TypeError('it gave a promise');
      reached += 1;
    }
    return data;
  } catch (cause) {
    throw upcastFailed(upcasted, reached, cause);
  }
}

const upcastFailed = ({ source, event, stream, version }: Upcasted, schema: number, cause: unknown) =>
  new EventSourcingError({
    code: 'UpcastFailed',
    message: `The upcaster of ${source}.${event} from schema ${schema} to ${schema + 1} failed on version ${version} of ${stream}: ${cause instanceof Error ? cause.message : String(cause)}.`,
    details: { stream, version, event, schema },
    cause,
  });
