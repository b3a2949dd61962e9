/**
 * Freezes a value of plain objects and arrays, all the way down, and gives it back. What is frozen already is passed over, so a fold that
 * copies what it changes pays for its change alone. Other objects (a Map, a Date, an instance of a class) are left as they are.
 */
export function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (!isPlain(value)) return value;
  Object.freeze(value);
  for (const member of Object.values(value)) freeze(member);
  return value;
}

/** Whether a value is made of JSON's kinds and undefined alone, so that it cannot be changed once it is frozen. */
export function isPlainData(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  return isPlain(value) && Object.values(value).every(isPlainData);
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
