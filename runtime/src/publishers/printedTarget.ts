import type { Entry, Target } from './target.js';

/** A target that prints what it is sent, a line of JSON for each event: for who tries a service and has no such target. Limits are the other's. */
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
