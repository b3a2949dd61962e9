import { backfill } from '../constructs/aggregates/backfill.js';
import { rebuild } from '../constructs/projections/rebuild.js';
import { replay } from '../constructs/publish/replay.js';
import type { Commands, Hooks, PluginUtils, Serverless } from '../framework/types.js';
import type { ServiceModel } from '../model/model.js';
import { type Answer, type Command, commonOptions } from './command.js';
import { discard, redrive } from './redrive.js';
import { toldPlainly } from './runtimeFaults.js';
import { status } from './status.js';
import { sweep } from './sweep.js';

/** The verbs, each in a file of its own. */
const verbs: Readonly<Record<string, Command>> = { backfill, status, redrive, discard, sweep, replay, rebuild };

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
        Object.entries(verbs).map(([name, { usage, options }]) => [
          name,
          { usage, options: { ...options, ...commonOptions }, lifecycleEvents: ['run'] },
        ]),
      ),
    },
  },
  hooks: Object.fromEntries(
    Object.entries(verbs).map(([name, { run }]) => [
      `eventsourcing:${name}:run`,
      async () => {
        const { options } = serverless.processedInput;
        const context = { serverless, utils, model: await model(), options, now: Date.now };
        give(await toldPlainly(() => run(context)), Boolean(options.json), utils);
      },
    ]),
  ),
});

const give = ({ text, json, fault }: Answer, asJson: boolean, { writeText }: PluginUtils): void => {
  writeText(asJson ? JSON.stringify(json) : text);
  if (!fault) return;
  if (!asJson) throw fault;
  // The frameworks write an error to where the answer goes, after it: a program reads the last line.
  process.exitCode = 1;
};
