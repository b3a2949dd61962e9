import type { Type, types } from 'avsc';

/**
 * What avsc has read, as JSON would have given it: plain objects, and no field that is null by default, which is how Avro has a field that
 * is left out.
 */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const optional = optionalFields(value);
  const entries = Object.entries(value).filter(([name, inner]) => inner !== null || !optional.has(name));
  return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
}

const none: ReadonlySet<string> = new Set();
const known = new WeakMap<Type, ReadonlySet<string>>();

/** Names of the fields that may be left out of a record. Of a map, there are none. */
function optionalFields(value: object): ReadonlySet<string> {
  // avsc makes a class of each record type; a map may have a field `constructor` of its own.
  const type: types.RecordType | undefined = Reflect.get(Object.getPrototypeOf(value).constructor, 'type');
  if (!type?.fields) return none;
  const found = known.get(type) ?? new Set(type.fields.filter((field) => field.defaultValue() === null).map(({ name }) => name));
  known.set(type, found);
  return found;
}
