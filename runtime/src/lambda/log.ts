import { defined } from '../domain/defined.js';
/** Writes one structured line. */
export type Log = { error(message: string, facts: object): void; warn(message: string, facts: object): void };

/** One JSON object a line, as CloudWatch Logs Insights reads it. */
export const jsonLog: Log = {
  error: (message, facts) => console.error(line('ERROR', message, facts)),
  warn: (message, facts) => console.warn(line('WARN', message, facts)),
};

const line = (level: string, message: string, facts: object): string => JSON.stringify({ level, message, ...facts }, expandError);

// Message and stack of an Error are not enumerable: plain JSON would show `{}`.
function expandError(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, ...defined({ cause }) };
}
