import { type BuildFailure, type BuildOptions, type BuildResult, build, formatMessages } from 'esbuild';
import { UserFault } from '../userFault.js';
import { sdkModules } from './sdkModules.js';
import { virtualEntries } from './virtualEntries.js';

/** An ESM bundle has no `require`, which CommonJS packages inside it call (the AWS SDK, pg): this makes it, and their two paths. */
const banner = [
  "import { createRequire as eventSourcingRequire } from 'node:module';",
  "import { dirname as eventSourcingDirname } from 'node:path';",
  "import { fileURLToPath as eventSourcingPath } from 'node:url';",
  'const require = eventSourcingRequire(import.meta.url);',
  'const __filename = eventSourcingPath(import.meta.url), __dirname = eventSourcingDirname(__filename);',
].join('\n');

export type BundleOptions = {
  readonly serviceDir: string;
  readonly outdir: string;
  /** Source of each entry, by the name of the file it becomes, without `.mjs`. */
  readonly entries: Readonly<Record<string, string>>;
  readonly target: string;
  readonly external: readonly string[];
};

/** Options that bundle generated entry sources to one ESM file each. */
export const bundleOptions = ({ serviceDir, outdir, entries, target, external }: BundleOptions): BuildOptions => ({
  absWorkingDir: serviceDir,
  outdir,
  plugins: [virtualEntries(serviceDir, entries), sdkModules],
  entryPoints: Object.keys(entries).map((name) => ({ in: `event-sourcing:${name}`, out: name })),
  external: [...external],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target,
  banner: { js: banner },
  outExtension: { '.js': '.mjs' },
  // The banner declares `require`; a module that declares its own would clash with it, if names were kept.
  minifyIdentifiers: true,
  logLevel: 'silent',
});

/**
 * Runs a build.
 *
 * @throws UserFault with esbuild's own messages, each with its file and line.
 */
export const runBuild = async (options: BuildOptions): Promise<BuildResult> => {
  try {
    return await build(options);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw await buildFault(error);
  }
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

const buildFault = async (failure: BuildFailure): Promise<UserFault> => {
  const told = failure.errors.map(({ detail }): unknown => detail).find((detail) => detail instanceof UserFault);
  if (told) return told;
  if (failure.errors.some(({ text }) => text.startsWith('Could not resolve "serverless-event-sourcing-runtime'))) {
    const message =
      'serverless-event-sourcing-runtime is not installed in this service. Install it: npm install serverless-event-sourcing-runtime';
    return new UserFault({ code: 'EVENT_SOURCING_RUNTIME_MISSING', message, cause: failure });
  }
  const missing = missingClient(failure);
  if (missing) return missing;
  const messages = await formatMessages(failure.errors, { kind: 'error', color: false });
  const message = `The modules of eventSourcing could not be bundled:\n\n${messages.join('\n').trim()}`;
  return new UserFault({ code: 'EVENT_SOURCING_BUNDLE_FAILED', message, cause: failure });
};

/** What makes the plugin import an entry of the runtime that has a client of its own. */
const features: Readonly<Record<string, string>> = {
  sqs: 'eventSourcing.commandQueue, a consumer that is isolated, an intake from Kafka, or a publisher to SQS,',
  sns: 'A publisher to SNS',
  eventbridge: 'A publisher to EventBridge',
  firehose: 'A publisher to Firehose',
  kafkajs: 'A publisher to brokers of Kafka',
  s3: 'eventSourcing.events.claimCheck',
  scheduler: 'A process with deadlines',
  powertools: 'eventSourcing.metrics',
};

/** For a client that an entry of the runtime imports, and that only who uses that entry has to install. */
const missingClient = (failure: BuildFailure): UserFault | undefined => {
  for (const { text, location } of failure.errors) {
    const [, client] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
    const [, entry] = /runtime\/dist\/(?:adapters\/)?(?:kafka\/|search\/)?(\w+)\//.exec(location?.file ?? '') ?? [];
    if (client === undefined || entry === undefined) continue;
    const needs = features[entry] ?? `serverless-event-sourcing-runtime/${entry}`;
    const message = `${needs} needs ${client}, which is not installed in this service. Install it: npm install ${client}`;
    return new UserFault({ code: 'EVENT_SOURCING_CLIENT_MISSING', message, cause: failure });
  }
  return undefined;
};
