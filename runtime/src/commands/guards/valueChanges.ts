import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { Guard, GuardChange } from '../../eventStore/transaction.js';
import { valueGuards } from './uniqueValues.js';

/** A stream as it was read, and as it would be once the transaction is stored. */
export type Change = { readonly aggregate: AnyAggregate; readonly stream: string; readonly before: Folded; readonly after: Folded };

/** Streams of one transaction by what each does with a guard. */
type Hands = { readonly keep: string[]; readonly take: string[]; readonly giveUp: string[] };

/**
 * What becomes of the unique values of all streams of a transaction, as if at one time: a value may go from one stream to another, whichever
 * comes first, and two may swap theirs.
 *
 * @throws ValueTaken when two of the streams would have one value
 */
export function valueChanges(changes: readonly Change[]): GuardChange[] {
  if (!changes.some(({ aggregate }) => aggregate.unique)) return [];
  const guards = new Map<string, Hands>();
  const hands = (key: string): Hands => {
    const known = guards.get(key) ?? { keep: [], take: [], giveUp: [] };
    guards.set(key, known);
    return known;
  };
  for (const { aggregate, stream, before, after } of changes) {
    if (!aggregate.unique) continue;
    const held = new Set(valueGuards(aggregate, stream, before).map(({ guard }) => guard.key));
    const wanted = new Set(before === after ? held : valueGuards(aggregate, stream, after).map(({ guard }) => guard.key));
    for (const key of held) hands(key)[wanted.has(key) ? 'keep' : 'giveUp'].push(stream);
    for (const key of wanted) if (!held.has(key)) hands(key).take.push(stream);
  }
  return [...guards].flatMap(([key, hand]) => changeOf(key, hand));
}

function changeOf(key: string, { keep, take, giveUp }: Hands): GuardChange[] {
  const [taker, ...rivals] = take;
  if (taker === undefined) {
    // Streams from before `unique` may share a value: at most one of them has the guard.
    const [owner, ...from] = giveUp;
    return owner === undefined ? [] : [change('release', { key, owner }, from)];
  }
  const rival = keep[0] ?? rivals[0];
  if (rival !== undefined) throw keep[0] === undefined ? takenTwice(rival, key, taker) : takenTwice(taker, key, rival);
  return [change('reserve', { key, owner: taker }, giveUp)];
}

const change = (action: GuardChange['action'], guard: Guard, from: readonly string[]): GuardChange =>
  from.length === 0 ? { action, guard } : { action, guard, from };

/** The error for a value that another stream has. The other stream is not named: the caller may not be allowed to know of it. */
export const valueTaken = (stream: string, { key }: Guard): EventSourcingError => refusal(stream, key, 'another has it');

// Here both streams may be named: the sender of the transaction's commands named both.
const takenTwice = (stream: string, key: string, other: string): EventSourcingError =>
  refusal(stream, key, `${other} has it in the same transaction`);

function refusal(stream: string, key: string, why: string): EventSourcingError {
  const [, , unique = ''] = key.split('/');
  return new EventSourcingError({
    code: 'ValueTaken',
    message: `${stream} cannot have this value of '${unique}': ${why}, and it must be unique. Nothing was stored. Use another value.`,
    details: { stream, unique },
  });
}
