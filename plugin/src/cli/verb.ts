import type { CliOptions, CommandOption, PluginUtils, Serverless } from '../framework/types.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import type { UserFault } from '../userFault.js';

/**
 * A verb of `serverless eventsourcing`. Named options only, none called `version`: the framework answers that with its own. Every verb also takes
 * the common ones, below.
 */
export type Verb = {
  /** What it does, in one line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /**
   * @param own what the verb's construct has for its verbs
   * @throws UserFault, or an error of the runtime; either ends the framework with exit code 1
   */
  run(context: VerbContext, own: unknown): Promise<Answer>;
};

export const commonOptions: Verb['options'] = {
  local: { usage: 'Use the DynamoDB of a running "serverless offline"', type: 'boolean' },
  json: { usage: 'Answer with a line of JSON', type: 'boolean' },
};

/** What a verb has done. */
export type Answer = {
  /** For people, the gist in its last line. */
  readonly text: string;
  /** For programs. */
  readonly json: object;
  /** Why it is not all done: the exit code is 1. */
  readonly fault?: UserFault;
};

export type VerbContext = {
  readonly serverless: Serverless;
  readonly utils: PluginUtils;
  readonly service: LoadedService;
  /** As they were given. */
  readonly options: CliOptions;
  /** Milliseconds. */
  readonly now: () => number;
};
