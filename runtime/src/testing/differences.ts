import { isDeepStrictEqual } from 'node:util';

/** A place where two values differ. A side that has nothing there has no member here: that is not the same as `undefined`. */
export type Difference = {
  readonly path: string;
  readonly expected?: { readonly value: unknown };
  readonly actual?: { readonly value: unknown };
};

type Members = Readonly<Record<string, unknown>>;

/**
 * Where two values differ, each place by its path (`data.lines[2].price`), in the order of the expected value's members; none when they
 * are equal. It looks into plain objects and arrays. Anything else (a Date, a Map, an instance of a class) is equal or differs as a whole.
 */
export const findDifferences = (expected: unknown, actual: unknown): readonly Difference[] => compare(expected, actual, '', []);

/** `within`: the expected values that this one is a member of. One that holds itself is compared as a whole, not for ever. */
function compare(expected: unknown, actual: unknown, path: string, within: readonly unknown[]): readonly Difference[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  const alike = isMembers(expected) && isMembers(actual) && Array.isArray(expected) === Array.isArray(actual);
  if (!alike || within.includes(expected)) {
    return [{ path, expected: { value: expected }, actual: { value: actual } }];
  }
  const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return names.flatMap((name) => {
    const place = Array.isArray(expected) ? `${path}[${name}]` : memberPath(path, name);
    if (!Object.hasOwn(actual, name)) return [{ path: place, expected: { value: expected[name] } }];
    if (!Object.hasOwn(expected, name)) return [{ path: place, actual: { value: actual[name] } }];
    return compare(expected[name], actual[name], place, [...within, expected]);
  });
}

// By its prototype's prototype, not by the prototype: a runner that gives each file a global scope of its own has several Object.prototype.
function isMembers(value: unknown): value is Members {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const plainName = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

function memberPath(path: string, name: string): string {
  if (!plainName.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
