import cliProgress from 'cli-progress';

/** Shows how far the commands are. */
export type Progress = { readonly advance: () => void; readonly stop: () => void };

/** A bar on the terminal, which goes when it is stopped; nothing at all where it is not `shown`. */
export function startProgress(total: number, shown: boolean): Progress {
  if (!shown) return { advance: () => undefined, stop: () => undefined };
  const bar = new cliProgress.SingleBar({
    format: '[{bar}] {value}/{total} commands',
    stream: process.stdout,
    hideCursor: true,
    clearOnComplete: true,
    // Signals are run.ts' to handle: it stops the bar too.
    gracefulExit: false,
  });
  bar.start(total, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
