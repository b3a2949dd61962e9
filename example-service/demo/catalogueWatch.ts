import { setTimeout as sleep } from 'node:timers/promises';
import { placeOf } from './checkAnswer.js';
import type { Client } from './client.js';
import type { CommandLine } from './commandFile.js';
import type { ExpectedItem } from './expectedItems.js';
import type { Mismatch } from './mismatch.js';

/** How much longer than allowed an event is looked for, in milliseconds: so that a late one can be told from a lost one. */
const grace = 8000;
const pause = 25;

export type CatalogueLag = { readonly slowest: number; readonly mismatches: readonly Mismatch[] };

/** Looks for every accepted event in the catalogue, while the commands go on. */
export type CatalogueWatch = {
  readonly expect: (item: ExpectedItem, line: CommandLine) => void;
  /** Waits until all are there or given up. `slowest` in milliseconds. */
  readonly settle: () => Promise<CatalogueLag>;
};

type Awaited = { readonly item: ExpectedItem; readonly line: CommandLine; readonly since: number };

/** `allowed`: how soon the catalogue must show an event, in milliseconds. */
export type CatalogueWatchOptions = { readonly allowed: number; readonly now: () => number };

/** Watches with one request at a time: many would slow down what they measure. Each lag is one of at least that length. */
export function watchCatalogue({ get }: Client, { allowed, now }: CatalogueWatchOptions): CatalogueWatch {
  const awaited = new Set<Awaited>();
  const mismatches: Mismatch[] = [];
  let slowest = 0;
  let closing = false;

  const note = (event: Awaited, shown: number) => {
    const lag = now() - event.since;
    const isShown = event.item.events.length <= shown;
    if (!isShown && lag < allowed + grace) return;
    awaited.delete(event);
    slowest = Math.max(slowest, lag);
    if (lag > allowed) mismatches.push(lateness(event, allowed, isShown ? lag : undefined));
  };
  const look = async () => {
    while (!closing || awaited.size > 0) {
      for (const id of new Set([...awaited].map(({ item }) => item.id))) {
        const expected = [...awaited].filter(({ item }) => item.id === id);
        const shown = await shownVersion(get, id, expected);
        for (const event of expected) note(event, shown);
      }
      await sleep(pause);
    }
  };
  const looking = look();
  // Whoever settles is told of a failure; until then it must not end the process, and nobody waits for what is no longer looked for.
  looking.catch(() => awaited.clear());

  return {
    expect: (item, line) => void awaited.add({ item, line, since: now() }),
    async settle() {
      closing = true;
      await looking;
      return { slowest, mismatches };
    },
  };
}

/** The version that an item's row is at: its ETag. An item that was retired and has no row is shown as it must be. */
async function shownVersion(get: Client['get'], id: string, expected: readonly Awaited[]): Promise<number> {
  const { status, headers } = await get(`/catalogue/${encodeURIComponent(id)}`);
  if (status === 200) return Number(headers.get('etag')?.replaceAll('"', ''));
  return status === 404 && expected.some(({ item }) => item.retired) ? Number.POSITIVE_INFINITY : 0;
}

const lateness = ({ line }: Awaited, allowed: number, lag: number | undefined): Mismatch => ({
  where: `${placeOf(line)}, seen in the catalogue`,
  expected: `within ${allowed / 1000} s`,
  came: lag === undefined ? `not within ${(allowed + grace) / 1000} s` : `after ${(lag / 1000).toFixed(2)} s`,
});
