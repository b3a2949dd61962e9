import { UserFault } from '../userFault.js';
import type { Hooks, Serverless } from './types.js';

/** Hooks whose user faults become the framework's own errors, which it prints without a stack trace. */
export const withFrameworkErrors = (serverless: Serverless, hooks: Hooks): Hooks =>
  Object.fromEntries(Object.entries(hooks).map(([name, hook]) => [name, () => guarded(serverless, hook)]));

const guarded = async (serverless: Serverless, hook: () => void | Promise<void>): Promise<void> => {
  try {
    await hook();
  } catch (error) {
    if (error instanceof UserFault) throw new serverless.classes.Error(error.message, error.code);
    throw error;
  }
};
