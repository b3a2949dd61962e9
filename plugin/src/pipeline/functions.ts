import { roleId, tablesPrefix } from '../cloudformation/naming.js';
import type { CloudFormationValue } from '../cloudformation/values.js';
import type { Facts } from './facts.js';
import type { LambdaEvent, MergedFunction } from './functionPart.js';

/** A function as `serverless.yml` would have it. */
export type FunctionTemplate = {
  readonly handler: string;
  readonly description: string;
  readonly runtime: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly role: string;
  readonly environment: Readonly<Record<string, CloudFormationValue>>;
  readonly package: { readonly individually: true; readonly patterns: readonly string[] };
  /** Its bundle is ready: serverless-esbuild has nothing to do with it. */
  readonly skipEsbuild: true;
  readonly events: readonly LambdaEvent[];
};

/** Seconds that a function has whose parts do not say: that of consumers, whatever feeds it, and all that nobody waits for. */
const longTimeout = 300;

export const functionTemplate = (merged: MergedFunction, { deployment }: Facts, runtime: string): FunctionTemplate => {
  const { key, description, timeout = longTimeout, environment, settings, events } = merged;
  return {
    handler: `.event-sourcing/${key}.handler`,
    description,
    runtime,
    memorySize: 1024,
    timeout,
    role: roleId(key),
    environment: { EVENT_SOURCING_TABLES: tablesPrefix(deployment), ...environment },
    package: { individually: true, patterns: ['!**', `.event-sourcing/${key}.mjs`, `.event-sourcing/${key}.mjs.map`] },
    skipEsbuild: true,
    ...settings,
    events,
  };
};
