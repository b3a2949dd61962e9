import { type CodecOptions, commitCodec } from '../adapters/dynamodb/events/commitCodec.js';
import { commitStore } from '../adapters/dynamodb/events/commitStore.js';
import type { Transactions } from '../adapters/dynamodb/events/transactions.js';
import { defined } from '../domain/defined.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { GuardsPart } from './guards.js';
import type { InlinePart } from './inline.js';
import { jsonLog, type Log } from './log.js';
import type { Tables } from './tables.js';

/** What an event store needs for more than single commits. */
export type EventStoreParts = { readonly guards?: GuardsPart; readonly inline?: InlinePart; readonly log?: Log };

/** The store of events; without guards, it takes single commits alone. */
export function eventStoreFromEnvironment(
  tables: Tables,
  format: CodecOptions = {},
  { guards, inline, log = jsonLog }: EventStoreParts = {},
): EventStore {
  const table = { client: tables.client, tableName: tables.name('events'), codec: commitCodec(format) };
  const store = { ...commitStore(table), ...(guards ? guards.transactions(table, tables.name('guards')) : noTransactions) };
  return inline ? inline(tables, { ...table, ...defined({ guardsTableName: guards && tables.name('guards') }) }, store, log.warn) : store;
}

const noTransactions: Transactions = {
  loadGuard: async () => undefined,
  async transact() {
    const message = 'This function was packaged without guards: its aggregate has neither unique values nor ids that are kept for ever.';
    throw new EventSourcingError({ code: 'StoreRefused', message, details: { store: 'guards' } });
  },
};
