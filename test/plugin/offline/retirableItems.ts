import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceFiles } from '../service.js';
import type { OfflineService } from './offlineService.js';

/** A row counts the updates of its price: an event that took effect twice shows. */
const catalogue = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item';

const number = { type: 'number' } as const;

export const catalogue = defineProjection({
  name: 'catalogue',
  from: [Item],
  row: object({ id: { type: 'string' }, name: { type: 'string' }, price: number, updates: number }),
  evolve: {
    ItemCreated: (_, { aggregateId, data }) => ({ id: aggregateId, ...data, updates: 0 }),
    PriceUpdated: (row, { data }) => row && { ...row, price: data.price, updates: row.updates + 1 },
    ItemRetired: () => null,
  },
});
`;

/** Notes each event that it was given. Until there is a file 'mended', it throws for the item 'poison'. */
const receivers = `
import { appendFileSync, existsSync } from 'node:fs';
import { signals } from 'serverless-event-sourcing-runtime';

signals.on('eventPostSave', { aggregate: 'Item' }, ({ aggregateId, events }) => {
  if (aggregateId === 'poison' && !existsSync('mended')) throw new Error('poisoned');
  for (const { version } of events) appendFileSync('received', aggregateId + '@' + version + '\\n');
});
`;

/** Files of a service whose items can be retired, and whose receiver keeps a list. */
export const retirableItems = async (): Promise<ServiceFiles> => ({
  'src/item.ts': await readFile(fileURLToPath(new URL('retirableItem.ts', import.meta.url)), 'utf8'),
  'src/catalogue.ts': catalogue,
  'src/receivers.ts': receivers,
});

/** What the receiver was given until now, as 'id@version', in order. */
export const receivedBy = async ({ service }: OfflineService): Promise<string[]> =>
  (await service.read('received').catch(() => '')).split('\n').filter((line) => line !== '');

/** Events by their items, each once, in the order in which they came first. */
export const histories = (received: readonly string[]): Record<string, number[]> => {
  const byItem: Record<string, number[]> = {};
  for (const event of new Set(received)) {
    const [id = '', version] = event.split('@');
    byItem[id] = [...(byItem[id] ?? []), Number(version)];
  }
  return byItem;
};
