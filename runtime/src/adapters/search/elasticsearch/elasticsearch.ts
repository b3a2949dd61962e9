import type { Client } from '@elastic/elasticsearch';
import { defined } from '../../../domain/defined.js';
import type { IndexDefinition } from '../../../projections/readStore.js';
import { type SearchRequest, sendBy } from '../searchClient.js';
import { type SearchOptions, type SearchReadStore, searchReadStore } from '../searchReadStore.js';

export type ElasticsearchOptions<Indexes extends Readonly<Record<string, IndexDefinition>>> = SearchOptions<Indexes, Client>;

export type ElasticsearchReadStore<Indexes extends Readonly<Record<string, IndexDefinition>>> = SearchReadStore<'elasticsearch', Indexes>;

/**
 * Keeps rows in an index of Elasticsearch (8 and 9), by its official client: made, with a mapping of the row's schema, when a function first needs it. A
 * row by its key is as it was written; lists and queries follow within a second, or at once for a caller that reads its own writes.
 *
 * @example
 * const client = () => new Client({ node: process.env.SEARCH_NODE, auth: { apiKey: process.env.SEARCH_KEY } });
 *
 * defineProjection({ …, store: elasticsearch({ indexes: { byName: { partition: 'name', sort: 'price' } }, client }) });
 */
export function elasticsearch<const Indexes extends Readonly<Record<string, IndexDefinition>> = Readonly<Record<never, never>>>(
  options: ElasticsearchOptions<Indexes>,
): ElasticsearchReadStore<Indexes>;
export function elasticsearch({
  indexes = {},
  client,
  ...options
}: ElasticsearchOptions<Readonly<Record<string, IndexDefinition>>>): ElasticsearchReadStore<Readonly<Record<string, IndexDefinition>>> {
  return searchReadStore('elasticsearch', indexes, sendBy(client, request), options);
}

const request = ({ transport }: Client, { method, path, body, lines }: SearchRequest): Promise<unknown> =>
  transport.request({ method, path, ...defined({ body }), ...defined({ bulkBody: lines && [...lines] }) });
