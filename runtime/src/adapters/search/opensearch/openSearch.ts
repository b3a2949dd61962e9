import type { Client } from '@opensearch-project/opensearch';
import { defined } from '../../../domain/defined.js';
import type { IndexDefinition } from '../../../projections/readStore.js';
import { type SearchRequest, sendBy } from '../searchClient.js';
import { type SearchOptions, type SearchReadStore, searchReadStore } from '../searchReadStore.js';

export type OpenSearchOptions<Indexes extends Readonly<Record<string, IndexDefinition>>> = SearchOptions<Indexes, Client>;

export type OpenSearchReadStore<Indexes extends Readonly<Record<string, IndexDefinition>>> = SearchReadStore<'opensearch', Indexes>;

/**
 * Keeps rows in an index of OpenSearch (2 and 3), by its official client: made, with a mapping of the row's schema, when a function first needs it. A
 * row by its key is as it was written; lists and queries follow within a second, or at once for a caller that reads its own writes.
 *
 * @example
 * const client = () => new Client({ ...AwsSigv4Signer({ region: 'eu-central-1', service: 'es' }), node: process.env.SEARCH_NODE });
 *
 * defineProjection({ …, store: openSearch({ indexes: { byName: { partition: 'name', sort: 'price' } }, client }) });
 */
export function openSearch<const Indexes extends Readonly<Record<string, IndexDefinition>> = Readonly<Record<never, never>>>(
  options: OpenSearchOptions<Indexes>,
): OpenSearchReadStore<Indexes>;
export function openSearch({
  indexes = {},
  client,
  ...options
}: OpenSearchOptions<Readonly<Record<string, IndexDefinition>>>): OpenSearchReadStore<Readonly<Record<string, IndexDefinition>>> {
  return searchReadStore('opensearch', indexes, sendBy(client, request), options);
}

async function request({ transport }: Client, { method, path, body, lines }: SearchRequest): Promise<unknown> {
  const answer = await transport.request({ method, path, ...defined({ body }), ...defined({ bulkBody: lines && [...lines] }) });
  return answer.body;
}
