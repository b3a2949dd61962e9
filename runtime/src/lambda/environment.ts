import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type CodecOptions, commitCodec } from '../adapters/dynamodb/events/commitCodec.js';
import { commitStore } from '../adapters/dynamodb/events/commitStore.js';
import type { Transactions } from '../adapters/dynamodb/events/transactions.js';
import { EventSourcingError } from '../domain/errors.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { Slot } from '../projections/readStore.js';
import type { GuardsPart } from './guards.js';
import type { InlinePart } from './inline.js';
import { jsonLog, type Log } from './log.js';

/**
 * Name of the variable that tells a function its tables: what their names begin with, `shop-dev`. Written by the plugin. Each name in full
 * would be more than Lambda lets all variables of a function have together, with some thirty projections.
 */
const tablesVariable = 'EVENT_SOURCING_TABLES';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The service's tables, and one client for them: connections are kept between invocations. */
export type Tables = { readonly client: DynamoDBClient; name(purpose: string): string };

/** The tables that a function's environment tells of. @throws Error when the variable is missing */
export function tablesFromEnvironment(environment: Environment = process.env): Tables {
  const tables = environment[tablesVariable];
  if (!tables) throw new Error(`${tablesVariable} is not set: this handler runs in a function that the plugin made.`);
  return { client: new DynamoDBClient({}), name: (purpose) => `${tables}-${purpose}` };
}

/** What an event store goes beyond single commits with. */
export type EventStoreParts = { readonly guards?: GuardsPart; readonly inline?: InlinePart; readonly log?: Log };

/** The store of events; without guards, it takes single commits alone. */
export function eventStoreFromEnvironment(
  tables: Tables,
  format: CodecOptions = {},
  { guards, inline, log = jsonLog }: EventStoreParts = {},
): EventStore {
  const table = { client: tables.client, tableName: tables.name('events'), codec: commitCodec(format) };
  const store = { ...commitStore(table), ...(guards ? guards.transactions(table, tables.name('guards')) : noTransactions) };
  return inline ? inline(tables, { ...table, ...(guards && { guardsTableName: tables.name('guards') }) }, store, log.warn) : store;
}

const noTransactions: Transactions = {
  loadGuard: async () => undefined,
  async transact() {
    const message = 'This function was packaged without guards: its aggregate has neither unique values nor ids that are kept for ever.';
    throw new EventSourcingError({ code: 'StoreRefused', message, details: { store: 'guards' } });
  },
};

/** What the table of a slot is for, as its name has it. Names of projections hold no '.'. */
export const slotPurpose = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);
