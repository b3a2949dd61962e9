import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type BuildOptions, context, formatMessages, type OutputFile } from 'esbuild';
import type { Log } from '../framework/types.js';

export type WatchOptions = {
  readonly buildOptions: BuildOptions;
  /** Makes serverless-offline load the handlers anew. */
  readonly reload: () => Promise<void>;
  readonly log: Pick<Log, 'notice' | 'error'>;
};

/**
 * Bundles the handlers again whenever a file that they import changes, and has them reloaded if that made a difference.
 * When a build fails the handlers stay as they were; esbuild itself would delete them, which is why the files are written here.
 */
export async function watchHandlers({ buildOptions, reload, log }: WatchOptions): Promise<{ stop(): Promise<void> }> {
  const build = await context({
    ...buildOptions,
    write: false,
    logLevel: 'silent',
    plugins: [
      ...(buildOptions.plugins ?? []),
      {
        name: 'reload-handlers',
        setup({ onEnd }) {
          onEnd(async ({ errors, outputFiles = [] }) => {
            if (errors.length > 0) {
              const messages = await formatMessages(errors, { kind: 'error', color: false });
              log.error(`The handlers could not be bundled, those from before stay:\n\n${messages.join('\n').trim()}`);
              return;
            }
            const changed = await Promise.all(outputFiles.map(replace));
            // The first build makes what was bundled before the start.
            if (!changed.includes(true)) return;
            await reload();
            log.notice('Handlers reloaded.');
          });
        },
      },
    ],
  });
  await build.watch();
  return { stop: () => build.dispose() };
}

/** Says whether the file is another one now. A handler that is loaded meanwhile is the old or the new one, never half of it. */
async function replace({ path, contents }: OutputFile): Promise<boolean> {
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(contents)) return false;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.draft`, contents);
  await rename(`${path}.draft`, path);
  return true;
}
