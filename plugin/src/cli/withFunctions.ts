import { withProgress } from '../framework/progress.js';
import type { Functions } from './askFunction.js';
import type { VerbContext } from './verb.js';

/** Does something with the service's functions, deployed or local as the options say, and shows a message meanwhile. */
export const withFunctions = async <Result>(
  { serverless, utils, service, options }: VerbContext,
  message: string,
  work: (functions: Functions, update: (message: string) => void) => Promise<Result>,
): Promise<Result> => {
  // Only here, since it brings the AWS SDK with it, which no other command needs.
  const { connectFunctions } = await import('./askFunction.js');
  const functions = await connectFunctions(serverless, service.facts.deployment, Boolean(options.local));
  try {
    return await withProgress(utils.progress, message, (update) => work(functions, update));
  } finally {
    functions.close();
  }
};
