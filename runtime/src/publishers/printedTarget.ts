import type { Entry, Target } from './target.js';

/** A target that prints each event as a line of JSON, for local use without the real target, whose limits it has. */
export const printedTarget = <Sent extends Entry>(
  target: Target<Sent>,
  publisher: string,
  print: (line: string) => void,
): Target<Sent> => ({
  ...target,
  async send(entries) {
    for (const { event } of entries) {
      print(JSON.stringify({ level: 'INFO', message: `${publisher} would send an event to ${target.name}`, event }));
    }
    return [];
  },
});
