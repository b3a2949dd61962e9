import { functionName } from '../cloudformation/naming.js';
import type { ServiceModel } from '../model/model.js';
import { generatedFunctions } from '../template/generatedFunctions.js';
import type { ServiceTemplate } from './template.js';

/** Managed policies that a role may have. IAM user guide, «IAM and AWS STS quotas». */
const mostPolicies = 10;

/** Roles that would have more policies than IAM lets them, in the middle of a deploy. */
export const policyFaults = ({ resources }: Pick<ServiceTemplate, 'resources'>): string[] =>
  Object.entries(resources).flatMap(([id, { Properties }]) => {
    const { ManagedPolicyArns: named } = Properties;
    if (!Array.isArray(named) || named.length <= mostPolicies) return [];
    return [
      `The role ${id} must have at most ${mostPolicies} policies beside its own, IAM's limit; it needs ${named.length} for the tables of its projections. Give projections isolated: true where it is that of the function 'projections', or split the service.`,
    ];
  });

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
