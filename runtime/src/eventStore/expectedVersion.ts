import type { ExpectedVersion } from '../domain/commands/command.js';
import { EventSourcingError } from '../domain/errors.js';

/** Whether a stream at `actual` (0: it does not exist) is what the caller expected. */
export function isExpected(expected: ExpectedVersion, actual: number): boolean {
  switch (expected) {
    case 'any':
      return true;
    case 'none':
      return actual === 0;
    case 'exists':
      return actual > 0;
    default:
      return expected === actual;
  }
}

export const wrongVersion = (stream: string, expected: ExpectedVersion, actual: number) =>
  new EventSourcingError({
    code: 'WrongVersion',
    message: `${stream} is at version ${actual}, ${typeof expected === 'number' ? `version ${expected}` : `'${expected}'`} was expected. Read it again and decide anew.`,
    details: { stream, expected, actual },
  });

/** Refuses what is not an expected version. @throws MalformedRequest */
export function assertExpectedVersion(value: unknown): asserts value is ExpectedVersion {
  if (value === 'any' || value === 'none' || value === 'exists') return;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `expectedVersion must be a whole number from 0, 'any', 'none' or 'exists', ${JSON.stringify(value)} given.`,
    details: { where: 'expectedVersion' },
  });
}
