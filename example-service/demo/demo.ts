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

/** The service, where progress is shown, and how soon the catalogue must show an event (in milliseconds). */
export type Surroundings = { readonly client: Client; readonly progress: Progress; readonly allowedLag: number };

/** Plays the commands to a service that runs, then compares its states, events and catalogue with what was accepted. */
export async function demonstrate(lines: readonly CommandLine[], { client, progress, allowedLag }: Surroundings): Promise<Report> {
  // The catalogue's function is loaded with its first request: what is measured later are the rows, not this.
  const before = await client.get('/catalogue');
  const watch = watchCatalogue(client, { allowed: allowedLag, now: () => performance.now() });
  const start = performance.now();
  const played = await play(lines, {
    client,
    accepted: watch.expect,
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
