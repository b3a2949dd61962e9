import type { AnyProcess } from './process.js';
import { processInvalid } from './processInvalid.js';
import type { Reaction, SetDeadline } from './reactions.js';

/** What a handler gave, as a list of reactions that can take place. @throws ProcessInvalid: TypeScript refuses most of that earlier */
export function checkReactions(process: AnyProcess, handler: string, given: unknown): readonly Reaction[] {
  const list: readonly unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given];
  return list.map((reaction) => {
    const fail = (problem: string): never => {
      throw processInvalid(process.name, `${handler} ${problem}`);
    };
    if (!isReaction(reaction)) return fail(`gave ${shown(reaction)}: a handler gives what command, deadline and cancelDeadline make.`);
    if (reaction.kind === 'command') {
      const target = process.to.find(({ name }) => name === reaction.aggregate);
      if (!target) fail(`sends ${reaction.command} to ${reaction.aggregate}, which is not in to. Add it.`);
      if (typeof reaction.id !== 'string') fail(`sends ${reaction.command} to ${reaction.aggregate} without an id.`);
      return reaction;
    }
    const { deadline } = reaction;
    if (!Object.hasOwn(process.passed ?? {}, deadline))
      fail(`names a deadline '${deadline}', which is not in passed. Add a handler for it.`);
    if (reaction.kind === 'deadline' && !isTime(reaction.after)) fail(`sets the deadline '${deadline}' to ${shown(reaction.after)}.`);
    return reaction;
  });
}

const kinds: readonly unknown[] = ['command', 'deadline', 'cancelDeadline'] satisfies Reaction['kind'][];

const isReaction = (value: unknown): value is Reaction =>
  typeof value === 'object' && value !== null && 'kind' in value && kinds.includes(value.kind);

const units = ['days', 'hours', 'minutes', 'seconds'];

function isTime(after: SetDeadline['after']): boolean {
  if (typeof after !== 'object' || after === null) return false;
  if ('at' in after) return typeof after.at === 'string' && !Number.isNaN(Date.parse(after.at));
  const parts = Object.entries(after).filter(([, amount]) => amount !== undefined);
  return parts.length > 0 && parts.every(([unit, amount]) => units.includes(unit) && Number.isFinite(amount) && amount >= 0);
}

const shown = (value: unknown): string => (value instanceof Promise ? 'a promise' : (JSON.stringify(value) ?? String(value)));
