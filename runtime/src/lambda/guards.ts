import type { CommitTable } from '../adapters/dynamodb/events/commitStore.js';
import { type Transactions, transactions } from '../adapters/dynamodb/events/transactions.js';
import type { Guarding } from '../commands/dispatch.js';
import { guarding } from '../commands/guards/guarding.js';

/** What stores guards together with commits: in the dispatch, and in the store. */
export type GuardsPart = {
  readonly guarding: Guarding;
  readonly transactions: (table: CommitTable, guardsTableName: string) => Transactions;
};

/** Guards, for the commands of an aggregate with unique values or ids that are kept for ever: other functions bundle nothing of it. */
export const guards: GuardsPart = { guarding, transactions };
