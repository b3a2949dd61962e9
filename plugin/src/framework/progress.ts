import type { PluginUtils } from './types.js';

/** Shows a message on a terminal while something is done, and takes it away whatever comes of it. */
export const withProgress = async <Result>(
  progress: PluginUtils['progress'],
  message: string,
  work: (update: (message: string) => void) => Promise<Result>,
): Promise<Result> => {
  const shown = progress.create({ name: 'event-sourcing', message });
  try {
    return await work((message) => shown.update(message));
  } finally {
    shown.remove();
  }
};
