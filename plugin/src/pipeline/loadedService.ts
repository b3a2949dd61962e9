import type { Resources } from '../cloudformation/values.js';
import type { Facts } from './facts.js';
import type { MergedFunction } from './functionPart.js';
import type { FunctionTemplate } from './functions.js';
import type { LocalPart } from './localPart.js';

/** Everything that the plugin adds to a service: functions as `serverless.yml` would have them, and CloudFormation resources. */
export type ServiceTemplate = { readonly functions: Readonly<Record<string, FunctionTemplate>>; readonly resources: Resources };

/** A service, as all constructs have made it of the block and of the user's modules. */
export type LoadedService = ServiceTemplate & {
  readonly facts: Facts;
  /** What the functions are made of, beside their templates. */
  readonly merged: readonly MergedFunction[];
  /** Packages that are not bundled. */
  readonly external: readonly string[];
  /** Lines for `serverless info`. */
  readonly info: readonly string[];
  readonly local: readonly LocalPart[];
  /** What each construct has for its verbs, by its key. */
  readonly own: ReadonlyMap<string, unknown>;
};
