import { isDeepStrictEqual } from 'node:util';
import { useStatements } from '../cloudformation/statements.js';
import { given, groupBy } from '../values.js';
import type { Definition, Entry, FunctionPart, MergedFunction, Phrase } from './functionPart.js';
import type { Source } from './source.js';

/** CloudFormation's limit. */
const longestDescription = 256;

/** The functions that parts make, by their keys. @throws TypeError for one name with two values: a construct is wrong */
export const mergeParts = (parts: readonly FunctionPart[]): MergedFunction[] =>
  [...groupBy(parts, ({ key }) => key)].map(([key, own]) => mergedFunction(key, own));

const mergedFunction = (key: string, parts: readonly FunctionPart[]): MergedFunction => {
  const lists = <Item>(of: (part: FunctionPart) => readonly Item[] | undefined): Item[] => parts.flatMap((part) => of(part) ?? []);
  const one = <Value>(what: string, of: (part: FunctionPart) => Value | undefined): Value | undefined =>
    agreed(
      `${what} of the function ${key}`,
      parts.flatMap((part) => of(part) ?? []),
    );
  const record = <Value>(what: string, of: (part: FunctionPart) => Readonly<Record<string, Value>> | undefined) =>
    mergedRecord(
      `${what} of the function ${key}`,
      lists((part) => Object.entries(of(part) ?? {})),
    );
  const consumers = parts.some((part) => part.consumers) ? lists((part) => part.consumers) : undefined;
  return {
    key,
    ...given({ of: one('of', (part) => part.of), timeout: one('timeout', (part) => part.timeout), consumers }),
    description: descriptionOf(lists((part) => (part.description ? [part.description] : []))),
    events: lists((part) => part.events),
    environment: record('environment', (part) => part.environment),
    settings: record('settings', (part) => part.settings),
    entry: mergedEntry(
      key,
      lists((part) => (part.entry ? [part.entry] : [])),
    ),
    validates: distinct(lists((part) => part.validates)),
    reads: lists((part) => part.reads),
    writes: lists((part) => part.writes),
    statements: lists(({ reads = [], writes = [], statements = [] }) => [...useStatements(reads), ...useStatements(writes), ...statements]),
    executes: [...new Set(lists((part) => part.executes))],
    follows: [...new Set(lists((part) => part.follows))],
    alarms: lists((part) => part.alarms),
  };
};

/** What several say, if they say the same. */
const agreed = <Value>(what: string, values: readonly Value[]): Value | undefined => {
  const [first] = values;
  if (values.some((value) => !isDeepStrictEqual(value, first)))
    throw new TypeError(`The ${what} has two values: ${JSON.stringify(values)}`);
  return first;
};

const mergedRecord = <Value>(what: string, entries: readonly (readonly [string, Value])[]): Record<string, Value> => {
  const merged: Record<string, Value> = {};
  for (const [name, value] of entries)
    merged[name] = agreed(`${name} in the ${what}`, name in merged ? [merged[name], value] : [value]) as Value;
  return merged;
};

const descriptionOf = (phrases: readonly Phrase[]): string =>
  [...groupBy(phrases, ({ text }) => text)]
    .map(([text, alike]) => [text, alike.flatMap(({ names = [] }) => names).join(', ')].filter(Boolean).join(' '))
    .join('; ')
    .slice(0, longestDescription);

const mergedEntry = (key: string, entries: readonly Entry[]): Required<Entry> => {
  const what = `entry of the function ${key}`;
  const options: Record<string, Source | readonly Source[]> = {};
  for (const [name, value] of entries.flatMap((entry) => Object.entries(entry.options ?? {}))) {
    const before = options[name];
    options[name] =
      isList(before) && isList(value)
        ? [...before, ...value]
        : (agreed(`${name} in the ${what}`, before ? [before, value] : [value]) ?? value);
  }
  return {
    factory:
      agreed(
        `factory in the ${what}`,
        entries.flatMap(({ factory = [] }) => factory),
      ) ?? '',
    imports: [...new Set(entries.flatMap(({ imports = [] }) => imports))],
    constants: mergedRecord(
      what,
      entries.flatMap((entry) => Object.entries(entry.constants ?? {})),
    ),
    options,
  };
};

const isList = (value: Source | readonly Source[] | undefined): value is readonly Source[] => Array.isArray(value);

/** Each definition once, though several need its validators. */
const distinct = (definitions: readonly Definition[]): Definition[] => [
  ...new Map(definitions.map((definition) => [definition.path, definition])).values(),
];
