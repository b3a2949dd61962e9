/**
 * A value as JSON gives it back (of a Date it makes text, of undefined nothing, of NaN null): a copy that is shared with nothing else.
 * Of what JSON has itself, the copy is made without the text. The type is that of what was given, which is true of those alone.
 * @throws TypeError (JSON's own) for a BigInt, or a value that holds itself
 */
export function asJson<Value>(value: Value): Value {
  const copy = plainCopy(value, 0);
  return copy === notPlain ? JSON.parse(JSON.stringify(value) ?? 'null') : (copy as Value);
}

const notPlain = Symbol('not plain');

// Deeper is left to JSON, which finds a circle.
const deepest = 100;

/** The copy of a value that JSON gives back as it is: of plain objects and arrays, texts, finite numbers, booleans, null. Else `notPlain`. */
function plainCopy(value: unknown, depth: number): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : notPlain;
  if (typeof value !== 'object' || depth > deepest || 'toJSON' in value) return notPlain;
  if (Array.isArray(value)) return arrayCopy(value, depth);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? objectCopy(value, depth) : notPlain;
}

function arrayCopy(value: readonly unknown[], depth: number): unknown {
  const copy: unknown[] = [];
  // By index: a hole is undefined, of which JSON makes null.
  for (let index = 0; index < value.length; index++) {
    const member = plainCopy(value[index], depth + 1);
    if (member === notPlain) return notPlain;
    copy.push(member);
  }
  return copy;
}

function objectCopy(value: object, depth: number): unknown {
  // Spread, which is much faster than member by member; nearly all of them are left as they are.
  const copy: Record<string, unknown> = { ...value };
  for (const name of Object.keys(copy)) {
    const given = copy[name];
    if (typeof given === 'string') continue;
    const member = plainCopy(given, depth + 1);
    if (member === notPlain) return notPlain;
    // Its own member already, so that one named __proto__ stays one.
    copy[name] = member;
  }
  return copy;
}
