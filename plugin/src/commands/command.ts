import type { CliOptions, CommandOption, PluginUtils, Serverless } from '../framework/types.js';
import type { ServiceModel } from '../model/model.js';

/** A verb of `serverless eventsourcing`. Named options only, none called `version`: the framework answers that with its own. */
export type Command = {
  /** What it does, in one line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** @throws UserFault, or an error of the runtime; either ends the framework with exit code 1 */
  readonly run: (context: CommandContext) => Promise<void>;
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
