import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventSourcingError } from '../domain/errors.js';
import { type CodecOptions, commitCodec } from '../dynamodb/commitCodec.js';
import { commitStore } from '../dynamodb/commitStore.js';
import type { Transactions } from '../dynamodb/transactions.js';
import type { EventStore } from '../eventStore/eventStore.js';
import type { Slot } from '../projections/readStore.js';
import type { GuardsPart } from './guards.js';
import type { InlinePart } from './inline.js';
import { jsonLog, type Log } from './log.js';

/** Name of the variable that tells a function its tables: JSON, from what a table is for to its name. Written by the plugin. */
const tablesVariable = 'EVENT_SOURCING_TABLES';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The tables that a function's environment names, and one client for them: connections are kept between invocations. */
export type Tables = { readonly client: DynamoDBClient; has(purpose: string): boolean; name(purpose: string): string };

/** The tables that a function's environment names. @throws Error when the variable is missing; `name`, for a table that is not there */
export function tablesFromEnvironment(environment: Environment = process.env): Tables {
  const names = parseTables(environment[tablesVariable]);
  return {
    client: new DynamoDBClient({}),
    has: (purpose) => names.has(purpose),
    name(purpose) {
      const name = names.get(purpose);
      if (name !== undefined) return name;
      throw new Error(`${tablesVariable} names no table for '${purpose}', only for ${[...names.keys()].join(', ')}.`);
    },
  };
}

/** What an event store goes beyond single commits with. */
export type EventStoreParts = { readonly guards?: GuardsPart; readonly inline?: InlinePart; readonly log?: Log };

/** The store of events; without guards, it takes single commits alone. @throws Error when the environment names no table for what is needed */
export function eventStoreFromEnvironment(
  tables: Tables,
  format: CodecOptions = {},
  { guards, inline, log = jsonLog }: EventStoreParts = {},
): EventStore {
  const table = { client: tables.client, tableName: tables.name('events'), codec: commitCodec(format) };
  const store = { ...commitStore(table), ...(guards ? guards.transactions(table, tables.name('guards')) : noTransactions) };
  return inline ? inline(tables, table, store, log.warn) : store;
}

const noTransactions: Transactions = {
  loadGuard: async () => undefined,
  async transact() {
    const message = 'This function was packaged without guards: its aggregate has neither unique values nor ids that are kept for ever.';
    throw new EventSourcingError({ code: 'StoreRefused', message, details: { store: 'guards' } });
  },
};

/** What the environment calls the table of a slot. Names of projections hold no '.'. */
export const slotPurpose = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);

function parseTables(value: string | undefined): ReadonlyMap<string, string> {
  if (value === undefined) throw new Error(`${tablesVariable} is not set: this handler runs in a function that the plugin made.`);
  return new Map(Object.entries<string>(JSON.parse(value)));
}
