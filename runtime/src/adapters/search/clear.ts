import { EventSourcingError } from '../../domain/errors.js';
import { statusOf } from './failures.js';
import type { SearchLayout } from './layout.js';
import { createIndex, type Mapping, ownedBy } from './prepare.js';
import type { Send } from './searchClient.js';

/** An index as the server describes it. */
type Told = { readonly mappings?: Mapping; readonly aliases?: Readonly<Record<string, object>> };

/**
 * Empties an index: deletes it, and makes it again with the mapping of today. A deletion of its documents would not do: for a minute an index
 * remembers the versions of what was deleted (`index.gc_deletes`), and would take no row of an earlier position. Where it ends in between,
 * the next call makes the index. Its aliases stay.
 *
 * @throws StoreRefused for an index that belongs to another projection, or for several; what the client throws
 */
export async function clearIndex(send: Send, layout: SearchLayout): Promise<void> {
  const there = Object.entries(await told(send, layout.index));
  const [found, another] = there;
  if (!found) return void (await createIndex(send, layout));
  const [index, { mappings = {}, aliases = {} }] = found;
  if (another) throw several(layout, there.length);
  ownedBy(layout, mappings);
  await send({ method: 'DELETE', path: `/${index}` });
  // Under its own name, which is another than ours where ours is an alias.
  await createIndex(send, { ...layout, index }, aliases);
}

async function told(send: Send, index: string): Promise<Readonly<Record<string, Told>>> {
  try {
    return (await send({ method: 'GET', path: `/${index}` })) as Readonly<Record<string, Told>>;
  } catch (error) {
    if (statusOf(error) === 404) return {};
    throw error;
  }
}

const several = ({ index, projection }: SearchLayout, count: number) =>
  new EventSourcingError({
    code: 'StoreRefused',
    message: `Index ${index} cannot be emptied of the rows of ${projection.name}: it is a name for ${count} indexes, and rows are in one. Give the store the name of an index.`,
    details: { store: index },
  });
