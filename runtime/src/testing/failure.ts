import { AssertionError } from 'node:assert';

/** What a failed scenario says. The two values are for tools that compare them side by side. */
export type Failure = { readonly message: string; readonly expected?: unknown; readonly actual?: unknown };

/** Makes the error of a failed assertion, as of the place where the assertion was called. */
export type Fail = (failure: Failure) => AssertionError;

type Callable = { call(...args: never): unknown }['call'];

/**
 * To be called first thing in an assertion, before anything is awaited: its stack is the one that leads to the user's line. `assertion`
 * is the function that the user called; it and what is above it are left out.
 */
export function failAt(assertion: Callable): Fail {
  const site: { stack?: string } = {};
  Error.captureStackTrace(site, assertion);
  const frames = (site.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return ({ message, ...values }) => {
    const error = new AssertionError({ message, operator: 'fail', ...values });
    // The message holds the exact difference already, and mocha's own has the signs the other way round. The values are for editors.
    Object.defineProperty(error, 'showDiff', { value: false });
    error.stack = [`${error.name}: ${message}`, ...frames].join('\n');
    return error;
  };
}
