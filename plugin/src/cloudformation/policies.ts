import { given } from '../values.js';
import { knownText, type TemplateValues } from './knownText.js';
import type { Statement } from './statements.js';

/** What a function may do: in its role's own policy, and in more of them where that would be too long. */
export type Policies = { readonly inline: readonly Statement[]; readonly more: readonly (readonly Statement[])[] };

/**
 * Most characters of the policies in a role, and of one beside it, white space apart: 10,240 and 6,144. IAM user guide, «IAM and AWS STS quotas».
 * Less, since ARNs are longer in other partitions, and some are not known.
 */
const longestInline = 9000;
const longestMore = 5200;
/** What counts for a value that only CloudFormation knows. */
const unknownLength = 120;

/** Statements as policies hold them: those on the same resources are one, and what is too long for a role is spread over more policies. */
export function policiesOf(statements: readonly Statement[], known: TemplateValues): Policies {
  const all = merged(statements);
  const lengthOf = (statement: Statement) => JSON.stringify(filledIn(statement, known)).length + 1;
  if (sum(all.map(lengthOf)) <= longestInline) return { inline: all, more: [] };
  const inline: Statement[] = [];
  const more: Statement[][] = [];
  let room = longestInline;
  let roomOfLast = 0;
  // The short ones first: what is spread is one long list of tables.
  for (const statement of [...all].sort((one, other) => lengthOf(one) - lengthOf(other))) {
    for (const part of parts(statement, lengthOf)) {
      const length = lengthOf(part);
      if (length <= room) {
        inline.push(part);
        room -= length;
      } else if (length <= roomOfLast) {
        more.at(-1)?.push(part);
        roomOfLast -= length;
      } else {
        more.push([part]);
        roomOfLast = longestMore - length;
      }
    }
  }
  return { inline, more };
}

/** Statements on the same resources, and without a condition, are one with the actions of all. */
function merged(statements: readonly Statement[]): readonly Statement[] {
  const byResource = new Map<string, Statement>();
  for (const statement of statements) {
    const { Action, Resource, Condition } = statement;
    const key = JSON.stringify(Condition === undefined ? [Resource] : statement);
    const before = byResource.get(key)?.Action;
    const actions = Array.isArray(before) && Array.isArray(Action) ? [...new Set([...before, ...Action])] : Action;
    byResource.set(key, { ...statement, ...given({ Action: actions }) });
  }
  return [...byResource.values()];
}

/** A statement in parts that each fit into a policy: of so many of its resources. */
function parts(statement: Statement, lengthOf: (statement: Statement) => number): readonly Statement[] {
  const { Resource } = statement;
  if (!Array.isArray(Resource) || Resource.length < 2 || lengthOf(statement) <= longestPart) return [statement];
  const middle = Math.ceil(Resource.length / 2);
  return [Resource.slice(0, middle), Resource.slice(middle)].flatMap((half) => parts({ ...statement, Resource: half }, lengthOf));
}

/** Several fit into a policy, so that little room is left over. */
const longestPart = 1700;

/** A value with its intrinsic functions filled in, for its length. */
function filledIn(value: unknown, known: TemplateValues): unknown {
  if (Array.isArray(value)) return value.map((one) => filledIn(one, known));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [key = ''] = entries[0] ?? [];
  if (entries.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) return knownText(value, known) || 'x'.repeat(unknownLength);
  return Object.fromEntries(entries.map(([name, one]) => [name, filledIn(one, known)]));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
