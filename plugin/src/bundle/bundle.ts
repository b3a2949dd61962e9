import { type BuildFailure, type BuildOptions, type BuildResult, build, formatMessages } from 'esbuild';
import { UserFault } from '../userFault.js';
import { type Clients, missingClient } from './missingClient.js';
import { sdkModules } from './sdkModules.js';
import { virtualEntries } from './virtualEntries.js';

export type { Clients };

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
export const runBuild = async (options: BuildOptions, clients: Clients = []): Promise<BuildResult> => {
  try {
    return await build(options);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw await buildFault(error, clients, options.absWorkingDir ?? '.');
  }
};

const isBuildFailure = (error: unknown): error is BuildFailure =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors);

const buildFault = async (failure: BuildFailure, clients: Clients, folder: string): Promise<UserFault> => {
  const told = failure.errors.map(({ detail }): unknown => detail).find((detail) => detail instanceof UserFault);
  if (told) return told;
  if (failure.errors.some(({ text }) => text.startsWith('Could not resolve "serverless-event-sourcing-runtime'))) {
    const message =
      'serverless-event-sourcing-runtime is not installed in this service. Install it: npm install serverless-event-sourcing-runtime';
    return new UserFault({ code: 'EVENT_SOURCING_RUNTIME_MISSING', message, cause: failure });
  }
  const missing = await missingClient(failure, clients, folder);
  if (missing) return missing;
  const messages = await formatMessages(failure.errors, { kind: 'error', color: false });
  const message = `The modules of eventSourcing could not be bundled:\n\n${messages.join('\n').trim()}`;
  return new UserFault({ code: 'EVENT_SOURCING_BUNDLE_FAILED', message, cause: failure });
};
