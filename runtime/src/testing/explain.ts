import type { NewEvent } from '../domain/events/event.js';
import { type Difference, findDifferences } from './differences.js';
import { display, displayEvent } from './display.js';

/** Lines that say how two values differ, `-` before what was expected and `+` before what is there; none when they are equal. */
export const explainValue = (expected: unknown, actual: unknown): readonly string[] => findDifferences(expected, actual).flatMap(lines);

function lines({ path, expected, actual }: Difference): readonly string[] {
  const at = path === '' ? '' : `${path}: `;
  return [`- ${at}${expected ? display(expected.value) : '(missing)'}`, `+ ${at}${actual ? display(actual.value) : '(missing)'}`];
}

/** The same, event by event: `~` before one whose data differ, and nothing before one that is as expected. None when all are. */
export function explainEvents(expected: readonly NewEvent[], actual: readonly NewEvent[]): readonly string[] {
  const pairs = align(expected, actual);
  const explained = pairs.map(([wanted, found]) => explainPair(wanted, found));
  return explained.every(({ equal }) => equal) ? [] : explained.flatMap(({ text }) => text);
}

type Pair = readonly [expected: NewEvent | undefined, actual: NewEvent | undefined];

function explainPair(
  wanted: NewEvent | undefined,
  found: NewEvent | undefined,
): { readonly equal: boolean; readonly text: readonly string[] } {
  if (wanted && found) {
    const differences = explainValue(wanted, found);
    if (differences.length === 0) return { equal: true, text: [`  ${wanted.type}`] };
    return { equal: false, text: [`~ ${wanted.type}`, ...differences.map((line) => `    ${line}`)] };
  }
  const text = [...(wanted ? [`- ${displayEvent(wanted)}`] : []), ...(found ? [`+ ${displayEvent(found)}`] : [])];
  return { equal: false, text };
}

/** Pairs events of the same types, in order, as many as can be: one event too many does not make all that follow it differ. */
function align(expected: readonly NewEvent[], actual: readonly NewEvent[]): readonly Pair[] {
  const [wanted, ...wantedAfter] = expected;
  const [found, ...foundAfter] = actual;
  if (!wanted) return actual.map((event) => [undefined, event]);
  if (!found) return expected.map((event) => [event, undefined]);
  if (wanted.type === found.type) return [[wanted, found], ...align(wantedAfter, foundAfter)];
  const isLater = wantedAfter.some(({ type }) => type === found.type);
  const isExtra = foundAfter.some(({ type }) => type === wanted.type);
  if (isExtra && !isLater) return [[undefined, found], ...align(expected, foundAfter)];
  return [[wanted, undefined], ...align(wantedAfter, actual)];
}
