import { performance } from 'node:perf_hooks';
import { watchCatalogue } from './catalogueWatch.js';
import { checkCatalogue } from './checkCatalogue.js';
import { checkItems } from './checkItems.js';
import type { Client } from './client.js';
import type { CommandLine } from './commandFile.js';
import { countsOf } from './counts.js';
import { compare } from './mismatch.js';
import { play } from './play.js';
import type { Progress } from './progress.js';
import type { Report } from './report.js';

/** Plays the commands to a service that runs, then compares its states, events and catalogue with what was accepted. */
export async function demonstrate(lines: readonly CommandLine[], client: Client, progress: Progress): Promise<Report> {
  // The catalogue's function is loaded with its first request: what is measured later are the rows, not this.
  const before = await client.get('/catalogue');
  const watch = watchCatalogue(client, () => performance.now());
  const start = performance.now();
  let isFirst = true;
  const played = await play(lines, {
    client,
    async accepted(item, line) {
      watch.expect(item, line);
      // The first event loads the functions behind the table's stream. Commands at full speed would take the processor from that.
      if (isFirst) await watch.caughtUp();
      isFirst = false;
    },
    played: progress.advance,
  });
  const seconds = rounded(performance.now() - start);
  const { slowest, mismatches: late } = await watch.settle();
  const { items } = played;
  const counts = countsOf(played.outcomes);
  const { commands, ...outcomes } = counts;
  return {
    counts,
    seconds,
    slowest: rounded(slowest),
    items,
    mismatches: [
      ...compare('GET /catalogue before the first command', [], before.body.rows),
      ...played.mismatches,
      ...compare(
        'commands that the service did not fail at',
        commands,
        Object.values(outcomes).reduce((sum, count) => sum + count, 0),
      ),
      ...late,
      ...(await checkItems(client, items)),
      ...(await checkCatalogue(client, items)),
    ],
  };
}

/** Seconds, to a hundredth, of milliseconds. */
const rounded = (milliseconds: number): number => Math.round(milliseconds / 10) / 100;
