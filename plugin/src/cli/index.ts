import type { Commands, Hooks, PluginUtils, Serverless } from '../framework/types.js';
import type { Construct } from '../pipeline/construct.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import { discard, redrive } from './redrive.js';
import { toldPlainly } from './runtimeFaults.js';
import { status } from './status.js';
import { sweep } from './sweep.js';
import { type Answer, commonOptions, type Verb, type VerbContext } from './verb.js';

/** The verbs of all consumers. Those of one construct are in its folder. */
const verbsOfConsumers = { status, redrive, discard, sweep };

export type CommandLineOptions = {
  readonly serverless: Serverless;
  readonly utils: PluginUtils;
  readonly constructs: readonly Construct[];
  readonly service: () => Promise<LoadedService>;
};

type Runnable = Pick<Verb, 'usage' | 'options'> & { readonly name: string; readonly run: (context: VerbContext) => Promise<Answer> };

/** The verbs by their names; those of a construct are handed what it has for them. */
const verbsOf = (constructs: readonly Construct[]): Runnable[] => [
  ...Object.entries(verbsOfConsumers).map(([name, verb]) => ({
    ...verb,
    name,
    run: (context: VerbContext) => verb.run(context, undefined),
  })),
  ...constructs.flatMap(({ key, verbs = {} }) =>
    Object.entries(verbs).map(([name, verb]) => ({
      ...verb,
      name,
      run: (context: VerbContext) => verb.run(context, context.service.own.get(key)),
    })),
  ),
];

/** `serverless eventsourcing <verb>`: what the framework is told of the verbs, and the hooks that run them. Without a verb, it lists them. */
export const commandLine = ({ serverless, utils, constructs, service }: CommandLineOptions): { commands: Commands; hooks: Hooks } => ({
  commands: {
    eventsourcing: {
      usage: 'Work with what the service has stored',
      type: 'container',
      commands: Object.fromEntries(
        verbsOf(constructs).map(({ name, usage, options }) => [
          name,
          { usage, options: { ...options, ...commonOptions }, lifecycleEvents: ['run'] },
        ]),
      ),
    },
  },
  hooks: Object.fromEntries(
    verbsOf(constructs).map(({ name, run }) => [
      `eventsourcing:${name}:run`,
      async () => {
        const { options } = serverless.processedInput;
        const context = { serverless, utils, service: await service(), options, now: Date.now };
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
