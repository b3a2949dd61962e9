import type { Commands, Hooks, PluginUtils, Serverless } from '../framework/types.js';
import type { ServiceModel } from '../model/model.js';
import { backfill } from './backfill.js';
import type { Command } from './command.js';
import { toldPlainly } from './runtimeFaults.js';

/** The verbs, each in a file of its own. */
const verbs: Readonly<Record<string, Command>> = { backfill };

export type CommandLineOptions = {
  readonly serverless: Serverless;
  readonly utils: PluginUtils;
  readonly model: () => Promise<ServiceModel>;
};

/** `serverless eventsourcing <verb>`: what the framework is told of the verbs, and the hooks that run them. Without a verb, it lists them. */
export const commandLine = ({ serverless, utils, model }: CommandLineOptions): { commands: Commands; hooks: Hooks } => ({
  commands: {
    eventsourcing: {
      usage: 'Work with what the service has stored',
      type: 'container',
      commands: Object.fromEntries(
        Object.entries(verbs).map(([name, { usage, options }]) => [name, { usage, options, lifecycleEvents: ['run'] }]),
      ),
    },
  },
  hooks: Object.fromEntries(
    Object.entries(verbs).map(([name, { run }]) => [
      `eventsourcing:${name}:run`,
      async () => {
        const { options } = serverless.processedInput;
        const context = { serverless, utils, model: await model(), options, now: Date.now };
        await toldPlainly(() => run(context));
      },
    ]),
  ),
});
