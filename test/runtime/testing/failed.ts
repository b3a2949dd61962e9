import { AssertionError } from 'node:assert';

/** The error that an assertion of the kit fails with; a failure of the test if it passes, or throws anything else. */
export async function failed(assertion: () => unknown): Promise<AssertionError> {
  try {
    await assertion();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
  throw new Error('It was expected to fail, and passed.');
}

/** Its message, line by line, without the indentation. */
export const linesOf = ({ message }: Error): readonly string[] => message.split('\n').map((line) => line.trim());
