import type { CliOptions, CommandOption, PluginUtils, Serverless } from '../framework/types.js';
import type { ServiceModel } from '../model/model.js';
import type { UserFault } from '../userFault.js';

/**
 * A verb of `serverless eventsourcing`. Named options only, none called `version`: the framework answers that with its own. Every verb also takes
 * the common ones, below.
 */
export type Command = {
  /** What it does, in one line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** @throws UserFault, or an error of the runtime; either ends the framework with exit code 1 */
  readonly run: (context: CommandContext) => Promise<Answer>;
};

export const commonOptions: Command['options'] = {
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

export type CommandContext = {
  readonly serverless: Serverless;
  readonly utils: PluginUtils;
  readonly model: ServiceModel;
  /** As they were given. */
  readonly options: CliOptions;
  /** Milliseconds. */
  readonly now: () => number;
};
