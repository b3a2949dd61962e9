import type { Statement, TableUse } from '../cloudformation/statements.js';
import type { CloudFormationValue } from '../cloudformation/values.js';
import type { HandlerSource, Source } from './source.js';

/** A trigger of a function, as `serverless.yml` would have it: `{ httpApi: … }`. */
export type LambdaEvent = { readonly [type: string]: CloudFormationValue | object };

/** Whose schemas a function has validators of: read again with each build, so that a watching build follows an edit. */
export type Definition = { readonly kind: 'aggregate' | 'intake' | 'projection'; readonly path: string; readonly source: HandlerSource };

/** A piece of a description: `Processes fulfilment, restocking`. Pieces that begin alike are one. */
export type Phrase = { readonly text: string; readonly names?: readonly string[] };

/** The module of a function: a call of one of the runtime's factories. */
export type Entry = {
  /** Of the runtime's entry `lambda`. */
  readonly factory?: string;
  /** The user's modules that are imported for what they do. */
  readonly imports?: readonly string[];
  /** Made once in the module, and passed to the factory as options of these names. */
  readonly constants?: Readonly<Record<string, Source>>;
  /** Of the factory. Lists of one name are one list. */
  readonly options?: Readonly<Record<string, Source | readonly Source[]>>;
};

/** Lines in a function's log that somebody has to look at: those with this word beside `alarm`. */
export type LoggedAlarm = { readonly line: string; readonly name: string; readonly description: string };

/** What one construct has to say of a function. Parts with one key are one function. One name with two values is a bug, and throws. */
export type FunctionPart = {
  readonly key: string;
  /** What users call it, where it is of something that they have named: `aggregate 'Item'`. */
  readonly of?: string;
  readonly description?: Phrase;
  /** Seconds. */
  readonly timeout?: number;
  readonly events?: readonly LambdaEvent[];
  readonly environment?: Readonly<Record<string, CloudFormationValue>>;
  /** Further keys of the function in `serverless.yml`. */
  readonly settings?: Readonly<Record<string, CloudFormationValue>>;
  readonly entry?: Entry;
  readonly validates?: readonly Definition[];
  /** Tables: most IAM statements follow from these. */
  readonly reads?: readonly TableUse[];
  readonly writes?: readonly TableUse[];
  readonly statements?: readonly Statement[];
  /** Aggregates whose commands it executes. */
  readonly executes?: readonly string[];
  /** Consumers that it runs. Unset: it is no reader of the events table's stream, nor behind a queue that a reader fills. */
  readonly consumers?: readonly string[];
  /** What the names of the streams begin with that feed it, and those that it tells. */
  readonly follows?: readonly string[];
  readonly alarms?: readonly LoggedAlarm[];
};

/** A function as all its parts make it. */
export type MergedFunction = Omit<FunctionPart, 'description' | 'entry' | 'reads' | 'writes'> & {
  readonly description: string;
  readonly events: readonly LambdaEvent[];
  readonly environment: Readonly<Record<string, CloudFormationValue>>;
  readonly settings: Readonly<Record<string, CloudFormationValue>>;
  readonly entry: Required<Entry>;
  readonly validates: readonly Definition[];
  readonly reads: readonly TableUse[];
  readonly writes: readonly TableUse[];
  /** All of them: those of what it reads and writes, too. */
  readonly statements: readonly Statement[];
  readonly executes: readonly string[];
  readonly follows: readonly string[];
  readonly alarms: readonly LoggedAlarm[];
};
