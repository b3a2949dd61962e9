import type { ServiceModel } from '../model/model.js';
import { generatedFunctions } from './generatedFunctions.js';
import { functionName } from './naming.js';

/** Lambda's limit for a function's name. */
const longestName = 64;

/** Function names that AWS would refuse, in the middle of a deploy. */
export const lengthFaults = (model: ServiceModel): string[] =>
  generatedFunctions(model)
    .map(({ kind, key }) => ({ kind, key, name: functionName(model, key) }))
    .filter(({ name }) => name.length > longestName)
    .map(({ kind, key, name }) => {
      const what = kind === 'commands' ? `aggregate '${key.replace(/Commands$/, '')}'` : `function '${key}'`;
      return `The name of the function of ${what} must have at most ${longestName} characters, '${name}' has ${name.length}. Shorten the aggregate, the service or the stage.`;
    });
