import { type Deployment, functionName } from '../cloudformation/naming.js';
import type { MergedFunction } from './functionPart.js';
import type { ServiceTemplate } from './loadedService.js';

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
export const lengthFaults = (functions: readonly Pick<MergedFunction, 'key' | 'of'>[], deployment: Deployment): string[] =>
  functions
    .map(({ key, of = `function '${key}'` }) => ({ of, name: functionName(deployment, key) }))
    .filter(({ name }) => name.length > longestName)
    .map(
      ({ of, name }) =>
        `The name of the function of ${of} must have at most ${longestName} characters, '${name}' has ${name.length}. Shorten the aggregate, the service or the stage.`,
    );
