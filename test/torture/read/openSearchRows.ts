import { randomUUID } from 'node:crypto';
import { Client } from '@opensearch-project/opensearch';
import { openSearch } from '../../../runtime/src/adapters/search/opensearch/index.js';
import type { Slot } from '../../../runtime/src/index.js';
import { gatedRows } from './gatedRows.js';
import type { RowKeeper } from './storage.js';

/** Rows in OpenSearch, in indexes of their own, which go when it is closed. What is there is read by the words of docs/read-stores.md. */
export function openSearchRows(node: string): RowKeeper & { close(): Promise<void> } {
  const prefix = `torture-${randomUUID()}`;
  const client = new Client({ node, maxRetries: 0 });
  const indexOf = (projection: string, slot: Slot) => `${prefix}-${projection}${slot === 'b' ? '--b' : ''}`;

  return {
    store: 'opensearch',
    unshared: true,
    async make(projection, slot) {
      const { name } = projection;
      const store = openSearch({ client, index: `${prefix}-${name}`, settings: { number_of_replicas: 0 } });
      return gatedRows(store.open(projection, { name, slot }), `opensearch ${name}.${slot}`);
    },
    async found(projection, slot) {
      const index = indexOf(projection, slot);
      // The index of a slot is made when it is first needed.
      const { body: isThere } = await client.indices.exists({ index });
      if (!isThere) return { rows: new Map(), positions: new Map() };
      await client.indices.refresh({ index });
      const { body } = await client.search({ index, body: { size: 10_000, query: { match_all: {} } } });
      const rows = body.hits.hits.map(({ _source: source }): [string, { position: number; row: unknown }] => {
        const { key = '', position, deleted, row } = { ...source };
        return [String(key), { position: Number(position), row: deleted === true ? null : row }];
      });
      return { rows: new Map(rows), positions: new Map() };
    },
    async close() {
      await client.indices.delete({ index: `${prefix}-*` });
      await client.close();
    },
  };
}
