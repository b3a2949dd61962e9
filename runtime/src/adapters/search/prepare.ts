import { EventSourcingError } from '../../domain/errors.js';
import { statusOf } from './failures.js';
import type { SearchLayout } from './layout.js';
import type { Send } from './searchClient.js';

/** A mapping as an index has it. */
export type Mapping = { readonly _meta?: { readonly owner?: string }; readonly properties?: Readonly<Record<string, MappedField>> };

type MappedField = { readonly type?: string; readonly properties?: Readonly<Record<string, MappedField>> };

/**
 * Brings the index of a layout into being, or its mapping up to it: new fields are added, nothing is taken away. Safe for many at once.
 *
 * @throws StoreRefused for what cannot be added to; what the client throws
 */
export async function prepareIndex(send: Send, layout: SearchLayout): Promise<void> {
  const { index, fields } = layout;
  const there = (await mappingOf(send, index)) ?? (await createIndex(send, layout));
  if (!there) return;
  const missing = missingFields(layout, there);
  if (missing.length === 0) return;
  const added = Object.fromEntries(missing.map((field) => [field, fields[field]]));
  await send({ method: 'PUT', path: `/${index}/_mapping`, body: { properties: { row: { properties: added } } } });
}

async function mappingOf(send: Send, index: string): Promise<Mapping | undefined> {
  try {
    // Told under the index's own name, where ours is an alias.
    const told = (await send({ method: 'GET', path: `/${index}/_mapping` })) as Readonly<Record<string, { mappings: Mapping }>>;
    return Object.values(told)[0]?.mappings;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** Creates the index; if another function was first, returns the mapping of that one. */
export async function createIndex(
  send: Send,
  { index, owner, fields, settings }: SearchLayout,
  aliases: Readonly<Record<string, object>> = {},
): Promise<Mapping | undefined> {
  const properties = {
    key: { type: 'keyword' },
    position: { type: 'long' },
    deleted: { type: 'boolean' },
    row: { properties: fields },
  };
  try {
    const mappings = { dynamic: false, _meta: { owner }, properties };
    await send({ method: 'PUT', path: `/${index}`, body: { settings, mappings, aliases } });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('resource_already_exists_exception')) throw error;
    return mappingOf(send, index);
  }
}

/** @throws StoreRefused for an index that is not of these rows */
export function ownedBy(layout: SearchLayout, { _meta }: Mapping): void {
  if (_meta?.owner === layout.owner) return;
  throw refused(layout, `the index is another's (${_meta?.owner ?? 'it does not say whose'}). Give the store another index.`);
}

function missingFields(layout: SearchLayout, mapping: Mapping): readonly string[] {
  const { projection, fields } = layout;
  ownedBy(layout, mapping);
  const there = mapping.properties?.row?.properties ?? {};
  for (const [field, mapping] of Object.entries(fields)) {
    const type: unknown = Reflect.get(mapping, 'type');
    const found = there[field];
    if (found === undefined || found.type === type) continue;
    throw refused(
      layout,
      `its field row.${field} is ${found.type ?? 'an object'}, and '${field}' of ${projection.name} is ${String(type)} now. Give the field another name, or rebuild the projection.`,
    );
  }
  return Object.keys(fields).filter((field) => there[field] === undefined);
}

const refused = ({ index, projection }: SearchLayout, problem: string) =>
  new EventSourcingError({
    code: 'StoreRefused',
    message: `Index ${index} cannot have the rows of ${projection.name}: ${problem}`,
    details: { store: index },
  });
