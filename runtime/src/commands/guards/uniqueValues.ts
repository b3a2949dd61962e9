import type { AnyAggregate, UniqueValue } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import type { Guard } from '../../eventStore/transaction.js';
import { hashParts } from '../../identity/hash.js';

/** A unique value of a stream, and the guard that stands for it. */
export type HeldValue = { readonly unique: string; readonly value: NonNullable<UniqueValue>; readonly guard: Guard };

/** The values that a stream holds. One that does not exist yet, or takes no more commands, holds none. */
export function valueGuards(aggregate: AnyAggregate, stream: string, { version, closed, state }: Folded): HeldValue[] {
  if (version === 0 || closed) return [];
  return Object.entries(aggregate.unique ?? {}).flatMap(([unique, read]) => {
    const value = read(state);
    if (value === undefined || value === null) return [];
    return [{ unique, value, guard: { key: valueGuardKey(aggregate, unique, value), owner: stream } }];
  });
}

// A hash: a value may be longer than a key may be, and need not be readable in the table.
const valueGuardKey = ({ name }: AnyAggregate, unique: string, value: NonNullable<UniqueValue>): string =>
  `${name}/unique/${unique}/${hashParts(typeof value, String(value))}`;
