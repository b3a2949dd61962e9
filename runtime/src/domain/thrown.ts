/** What a thrown value says of itself. */
export type ThrownText = { readonly name: string; readonly message: string };

/**
 * Name and message of anything that was thrown. Never throws itself, though a user's code may throw an object whose members, or whose
 * conversion to text, throw in turn.
 */
export function describeThrown(thrown: unknown): ThrownText {
  const name = textMember(thrown, 'name');
  const message = textMember(thrown, 'message');
  if (message !== undefined) return { name: name ?? 'Error', message: message === '' ? (name ?? 'Error') : message };
  return { name: name ?? 'Error', message: textOf(thrown) };
}

/** The message of anything that was thrown, as `describeThrown` has it. */
export const messageOf = (thrown: unknown): string => describeThrown(thrown).message;

function textMember(value: unknown, name: string): string | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    const member: unknown = Reflect.get(value, name);
    return typeof member === 'string' ? member : undefined;
  } catch {
    return undefined;
  }
}

/** An object is shown as JSON, since its own text is `[object Object]` for most. */
function textOf(value: unknown): string {
  try {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
    return text ?? String(value);
  } catch {
    return `a thrown ${typeof value} that cannot be shown as text`;
  }
}
