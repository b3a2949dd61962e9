import { setTimeout as sleep } from 'node:timers/promises';
import { chunksOf } from '../../projections/rows/chunks.js';
import type { RowChange, RowSaved, RowStore } from '../../projections/rows/rowStore.js';
import { clearIndex } from './clear.js';
import { decodeDocument, type FoundDocument, isId } from './documents.js';
import { searchError, statusError, statusOf, textOf } from './failures.js';
import type { SearchLayout } from './layout.js';
import { prepareIndex } from './prepare.js';
import { rowPages } from './rowPages.js';
import { keyRefused, saveBulk } from './save.js';
import type { Send } from './searchClient.js';

/** What one bulk request has at most. Small nodes of AWS take 10 MB. */
const bulkLimits = { items: 500, bytes: 5_000_000 };

/** How often, and after how many milliseconds, an index is asked again whose shards are not there yet. */
const attemptsAtShards = 20;
const pauseForShards = 250;

/**
 * Rows in an index, which is made before it is first used. A row's version there is its position. What an index cannot do is compare with a
 * position and write at once: that a row is still as it was is looked up first, and between the two another may write. Then a later position
 * still wins, and nothing is lost: whatever is at a later position was folded from all that is at the earlier.
 */
export function searchRowStore(plain: Send, layout: SearchLayout): RowStore {
  const { index, projection } = layout;
  const { send, forget } = prepared(plain, layout);

  async function documents(keys: readonly string[], source: boolean | string): Promise<readonly FoundDocument[]> {
    const ids = keys.filter(isId);
    if (ids.length === 0) return [];
    const docs = ids.map((_id) => ({ _id, _source: source }));
    for (let attempt = 1; ; attempt++) {
      const answer = (await send({ method: 'POST', path: `/${index}/_mget`, body: { docs } })) as {
        readonly docs: readonly FoundDocument[];
      };
      const failed = answer.docs.find(({ error }) => error !== undefined)?.error;
      if (!failed) return answer.docs.filter(({ found }) => found === true);
      if (failed.type === 'index_not_found_exception') forget();
      // Another container has only just made the index.
      if (failed.type !== 'no_shard_available_action_exception' || attempt === attemptsAtShards)
        throw statusError(503, textOf(failed), index);
      await sleep(pauseForShards);
    }
  }

  /** Saves what is where it is expected; the others are conflicts. */
  async function save(changes: readonly RowChange[]): Promise<ReadonlyMap<RowChange, RowSaved>> {
    const there = new Map(
      (
        await documents(
          changes.map(({ key }) => key),
          'position',
        )
      ).map(({ _id, _source }) => [_id, _source?.position]),
    );
    const saving = changes.filter(({ key, expected }) => there.get(key) === expected);
    const results = await saveBulk(send, layout, saving);
    return new Map(saving.map((change, at) => [change, results[at] ?? { status: 'conflict' }]));
  }

  return {
    async load(keys) {
      const found = await documents(keys, true);
      return new Map(found.flatMap(({ _id, _source }) => (_source ? [[_id, decodeDocument(_source)] as const] : [])));
    },

    async save(changes) {
      const saved = new Map<RowChange, RowSaved>();
      const held = changes.filter(({ key }) => isId(key));
      for (const chunk of chunksOf(held, bytesOf, bulkLimits)) {
        const results = await save(chunk);
        for (const change of chunk) saved.set(change, results.get(change) ?? { status: 'conflict' });
      }
      return changes.map((change) => saved.get(change) ?? { status: 'failed', error: keyRefused(projection, change) });
    },

    async clear(mayGoOn) {
      if (!mayGoOn()) return false;
      try {
        await clearIndex(plain, layout);
      } catch (error) {
        throw searchError(error, index);
      }
      return true;
    },

    ...rowPages(layout, send),

    async refresh() {
      await send({ method: 'POST', path: `/${index}/_refresh` });
    },
  };
}

/** Sees to the index before the first request; again where that failed, and where the index is gone. */
function prepared(send: Send, layout: SearchLayout): { readonly send: Send; forget(): void } {
  let ready: Promise<void> | undefined;
  const forget = () => {
    ready = undefined;
  };
  return {
    forget,
    async send(request) {
      try {
        ready ??= prepareIndex(send, layout);
        await ready.catch((error: unknown) => {
          forget();
          throw error;
        });
        return await send(request);
      } catch (error) {
        const status = statusOf(error);
        if (status === 404) forget();
        // A bulk request handles these per row.
        if (request.lines && (status === 400 || status === 413)) throw error;
        throw searchError(error, layout.index);
      }
    },
  };
}

/** About what a change takes in a request. */
const bytesOf = ({ key, row }: RowChange): number => 2 * key.length + (row.row === null ? 0 : JSON.stringify(row.row).length) + 150;
