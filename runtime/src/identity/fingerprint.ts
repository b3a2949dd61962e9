import { hashParts } from './hash.js';

/** Hash of a command's name and payload, whatever the order of the payload's members. `json` is the payload's canonical JSON. */
export const fingerprint = (command: string, json: string): string => hashParts(command, json);

/** JSON with the members of every object in the order of their names. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, isInOrder(value) ? undefined : sortMembers) ?? 'null';

/** Whether the members are in order already. Sorting by a replacer costs many times as much as this check. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  if ('toJSON' in value) return false;
  const entries = Object.entries(value);
  return entries.every(([name, member], index) => (index === 0 || (entries[index - 1]?.[0] ?? '') < name) && isInOrder(member));
}

function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
