import type { AnyAggregate, UniqueValue } from '../domain/aggregate.js';
import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import type { Folded } from '../domain/fold.js';
import type { Guard, GuardChange } from '../eventStore/transaction.js';
import { hashParts } from './hash.js';

/** What a commit takes and gives up: values that must be unique, and the id of a command that is kept for ever. */
export function guardChanges(aggregate: AnyAggregate, before: Folded, after: Folded, commit: Commit, keyed: boolean): GuardChange[] {
  const { stream, version, commandId } = commit;
  const values = Object.keys(aggregate.unique ?? {}).flatMap((name) => {
    // A stream that does not exist yet, or takes no more commands, holds nothing.
    const held = before.version === 0 ? undefined : valueGuard(aggregate, stream, name, before.state);
    const wanted = after.closed ? undefined : valueGuard(aggregate, stream, name, after.state);
    return held?.key === wanted?.key ? [] : [...change('release', held), ...change('reserve', wanted)];
  });
  const kept = keyed && isKeptForEver(aggregate) ? [{ key: commandGuardKey(aggregate, commandId), owner: stream, version }] : [];
  return [...values, ...kept.flatMap((guard) => change('reserve', guard))];
}

/** Whether the ids of an aggregate's commands are kept for ever. */
export const isKeptForEver = ({ idempotency }: AnyAggregate): boolean => idempotency === 'forever';

/** Key of the guard that keeps a command's id. It begins with the aggregate's name, which is what a role may be limited to. */
export const commandGuardKey = ({ name }: AnyAggregate, commandId: string): string => `${name}/command/${commandId}`;

/** The error for a value that another stream has. The other is not named: who asks may not be allowed to know of it. */
export function valueTaken(stream: string, { key }: Guard): EventSourcingError {
  const [, , unique = ''] = key.split('/');
  return new EventSourcingError({
    code: 'ValueTaken',
    message: `${stream} cannot have this value of '${unique}': another has it, and it must be unique. Nothing was stored. Use another value.`,
    details: { stream, unique },
  });
}

const change = (action: GuardChange['action'], guard: Guard | undefined): GuardChange[] => (guard ? [{ action, guard }] : []);

function valueGuard(aggregate: AnyAggregate, owner: string, name: string, state: unknown): Guard | undefined {
  const value: UniqueValue = aggregate.unique?.[name]?.(state);
  if (value === undefined || value === null) return undefined;
  // A hash: a value may be longer than a key, and need not be readable for whoever reads the table.
  return { key: `${aggregate.name}/unique/${name}/${hashParts(typeof value, String(value))}`, owner };
}
