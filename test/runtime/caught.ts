import { EventSourcingError } from '../../runtime/src/index.js';

/** The error of this library that a promise fails with; a failure of the test if it does not, or with another one. */
export async function caught(promise: Promise<unknown>): Promise<EventSourcingError> {
  try {
    const value = await promise;
    throw new Error(`It was expected to fail, and gave ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof EventSourcingError) return error;
    throw error;
  }
}

/** The error of this library that a call throws. */
export function caughtSync(call: () => unknown): EventSourcingError {
  try {
    const value = call();
    throw new Error(`It was expected to fail, and gave ${JSON.stringify(value)}`);
  } catch (error) {
    if (error instanceof EventSourcingError) return error;
    throw error;
  }
}
