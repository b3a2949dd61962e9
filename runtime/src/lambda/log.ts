import { describeThrown } from '../domain/thrown.js';

/** Writes one structured line. */
export type Log = { error(message: string, facts: object): void; warn(message: string, facts: object): void };

/** One JSON object a line, as CloudWatch Logs Insights reads it. Never throws, whatever the facts are: a failure must not be lost for want of a line. */
export const jsonLog: Log = {
  error: (message, facts) => console.error(logLine('ERROR', message, facts)),
  warn: (message, facts) => console.warn(logLine('WARN', message, facts)),
};

/**
 * Longest line, in characters: a log event of CloudWatch has 256 KB, and a character three bytes at most in a text that Node.js writes.
 * Source: Amazon CloudWatch Logs user guide, "CloudWatch Logs quotas".
 */
const longestLine = 80_000;

/** How much of a value is shown. Each next limits show less, until the line is short enough. */
type Limits = { readonly text: number; readonly members: number; readonly depth: number };

const limits: readonly Limits[] = [
  { text: 8_000, members: 100, depth: 8 },
  { text: 2_000, members: 20, depth: 4 },
  { text: 500, members: 10, depth: 2 },
];

/** The line for some facts. */
export function logLine(level: string, message: string, facts: object): string {
  for (const each of limits) {
    const shown = shownOf({ level, message, ...facts }, each, []);
    const line = JSON.stringify(shown);
    if (line.length <= longestLine) return line;
  }
  return JSON.stringify({
    level,
    message: cut(message, 500),
    ...shortOnes(facts),
    cut: `The facts have more than ${longestLine} characters.`,
  });
}

/** The name of an alarm is among them, by which a metric filter finds the line. */
const shortOnes = (facts: object): object =>
  Object.fromEntries(
    Object.entries(facts)
      .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
      .slice(0, 20)
      .map(([name, value]) => [name, typeof value === 'string' ? cut(value, 200) : value]),
  );

/** A value as JSON can have it: without circles, and no deeper, wider or longer than the limits. */
function shownOf(value: unknown, limits: Limits, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return cut(value, limits.text);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return String(value);
    case 'function':
      return '[function]';
    case 'object':
      return value === null ? null : shownObject(value, limits, above);
    default:
      return value;
  }
}

function shownObject(value: object, limits: Limits, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (above.length > limits.depth) return '[…]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const inside = [...above, value];
  try {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (Array.isArray(value)) return shownList(value, limits, inside);
    if (value instanceof Set) return shownList([...value], limits, inside);
    if (value instanceof Map) return shownList([...value], limits, inside);
    if ('toJSON' in value && typeof value.toJSON === 'function') return shownOf(value.toJSON(), limits, inside);
    return shownMembers(value, limits, inside);
  } catch {
    // A proxy, or an object whose members cannot even be listed.
    return `[an object that cannot be shown: ${describeThrown(value).message}]`;
  }
}

function shownList(list: readonly unknown[], limits: Limits, inside: readonly object[]): readonly unknown[] {
  const shown = list.slice(0, limits.members).map((member) => shownOf(member, limits, inside));
  return list.length > limits.members ? [...shown, `[${list.length - limits.members} more]`] : shown;
}

/** Name, message, stack and cause of an error are shown first: they are not enumerable, and say most. */
function shownMembers(value: object, limits: Limits, inside: readonly object[]): object {
  const own = Object.keys(value);
  const names = value instanceof Error ? [...new Set(['name', 'message', 'stack', 'cause', ...own])] : own;
  const shown = names
    .slice(0, limits.members)
    .map((name): [string, unknown] => [name, shownMember(value, name, limits, inside)])
    .filter(([, member]) => member !== undefined);
  return Object.fromEntries(names.length > limits.members ? [...shown, ['…', `${names.length - limits.members} more`]] : shown);
}

function shownMember(value: object, name: string, limits: Limits, inside: readonly object[]): unknown {
  try {
    return shownOf(Reflect.get(value, name), limits, inside);
  } catch (error) {
    return `[a member that throws: ${describeThrown(error).message}]`;
  }
}

const cut = (text: string, longest: number): string =>
  text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
