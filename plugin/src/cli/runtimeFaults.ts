import { UserFault } from '../userFault.js';

/** What may be done about an error of the runtime, by its code. */
const remedies: Readonly<Record<string, string>> = {
  StoreRefused: ' Is the service deployed to this stage and region, with what is in serverless.yml now, and may you use its tables?',
  StoreThrottled: ' Run it again, with a --rate.',
  StoreUnavailable: ' Run it again.',
};

/** Runs a verb; an error of the runtime, which says all that there is to say, becomes a user fault: it is printed without a stack. */
export const toldPlainly = async <Result>(run: () => Promise<Result>): Promise<Result> => {
  try {
    return await run();
  } catch (error) {
    if (!isOfRuntime(error)) throw error;
    const message = `${error.message}${remedies[error.code] ?? ''}`;
    throw new UserFault({ code: `EVENT_SOURCING_${screaming(error.code)}`, message, cause: error });
  }
};

// By its look: the class is another in each bundle.
const isOfRuntime = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error && 'code' in error && 'details' in error && error.name === error.code;

const screaming = (code: string): string => code.replaceAll(/(?!^)([A-Z])/g, '_$1').toUpperCase();
