import { eventsOf } from './checkAnswer.js';
import type { Answer, Client } from './client.js';
import type { ExpectedItem } from './expectedItems.js';
import { compare, type Mismatch } from './mismatch.js';

/** Small, so that a stream takes more than one page. */
const pageSize = 3;

/** Compares the state and the events of each item with what it must be. */
export async function checkItems(client: Client, items: Iterable<ExpectedItem>): Promise<readonly Mismatch[]> {
  const mismatches: Mismatch[] = [];
  for (const item of items) {
    mismatches.push(...(await checkState(client, item)), ...(await checkEvents(client, item)));
  }
  return mismatches;
}

async function checkState({ get }: Client, item: ExpectedItem): Promise<readonly Mismatch[]> {
  const path = `/Item/${encodeURIComponent(item.id)}`;
  const version = item.events.length;
  const now = await get(path);
  if (!item.retired) return compareState(`GET ${path}`, item, now);
  return [
    ...compare(`GET ${path} of a retired item`, '410 AggregateDeleted', `${now.status} ${now.body.code}`),
    ...compareState(`GET ${path}?version=${version}`, item, await get(`${path}?version=${version}`)),
  ];
}

function compareState(where: string, { id, state, events }: ExpectedItem, { status, headers, body }: Answer): readonly Mismatch[] {
  const version = events.length;
  return [
    ...compare(
      where,
      { status: 200, aggregateId: id, version, state },
      { status, aggregateId: body.aggregateId, version: body.version, state: body.state },
    ),
    ...compare(`${where}, ETag`, `"${version}"`, headers.get('etag')),
  ];
}

async function checkEvents({ get }: Client, { id, events }: ExpectedItem): Promise<readonly Mismatch[]> {
  const path = `/Item/${encodeURIComponent(id)}/events`;
  const came: ReturnType<typeof eventsOf> = [];
  let after: number | undefined = 0;
  while (after !== undefined && came.length <= events.length) {
    const { status, body }: Answer = await get(`${path}?after=${after}&limit=${pageSize}`);
    if (status !== 200) return compare(`GET ${path}`, 200, `${status} ${body.code}`);
    came.push(...eventsOf(body));
    after = body.next;
  }
  // Versions count from 1, without a gap.
  const expected = events.map((event, index) => ({ ...event, version: index + 1 }));
  return compare(`GET ${path}`, expected, came);
}
