import type { Put } from '@aws-sdk/client-dynamodb';
import type { EventStore } from '../../../eventStore/eventStore.js';
import { largestTransaction, sizeOf, type Transaction, type TransactionResult } from '../../../eventStore/transaction.js';
import type { InlineChange, InlineRows } from '../../../projections/folding/inlineRows.js';
import { maxAttempts } from '../../../retry/attempts.js';
import { encodedRowPuts } from '../rows/rowPut.js';
import type { CommitStore, CommitTable } from './commitStore.js';
import { RowsInTheWay, transact } from './transact.js';

export type InlineStoreOptions = {
  readonly table: CommitTable;
  readonly guardsTableName: string | undefined;
  /** Stores a commit without rows. */
  readonly plain: Pick<CommitStore, 'append'> & Pick<EventStore, 'transact'>;
  readonly inline: InlineRows;
  /** Called for each row that a commit is stored without. */
  readonly onLeft: (facts: { readonly projection: string; readonly key: string; readonly error: unknown }) => void;
};

/** Appends commits together with the rows that they change, all or nothing. For errors see the port: rows add none. */
export function inlineStore({
  table,
  guardsTableName,
  plain,
  inline,
  onLeft,
}: InlineStoreOptions): Pick<EventStore, 'append' | 'transact'> {
  const tables = { events: table.tableName, guards: guardsTableName };
  const putOf = putsByTable();

  const left = ({ place, change: { key } }: InlineChange, error: unknown) => onLeft({ projection: place.projection.name, key, error });

  const putsOf = (changes: readonly InlineChange[]) =>
    changes.flatMap((change) => {
      try {
        return [{ change, put: putOf(change) }];
      } catch (error) {
        left(change, error);
        return [];
      }
    });

  /** Undefined where the rows are left to the table's stream. */
  async function withRows(transaction: Transaction): Promise<TransactionResult | undefined> {
    for (let attempt = 1; attempt <= maxAttempts.inlineRow; attempt++) {
      const writing = putsOf(await inline.changes(transaction.commits));
      if (writing.length === 0 || sizeOf(transaction) + writing.length > largestTransaction) return undefined;
      const changes = writing.map(({ change }) => change);
      const puts = writing.map(({ put }) => put);
      try {
        const result = await transact(table.client, tables, transaction, table.codec, puts);
        if (result.status === 'appended') inline.written(changes);
        return result;
      } catch (error) {
        inline.moved(changes);
        if (!(error instanceof RowsInTheWay)) throw error;
        if (error.moved) continue;
        for (const change of changes) left(change, error);
        return undefined;
      }
    }
    return undefined;
  }

  return {
    async append(commit) {
      const result = await withRows({ commits: [commit], guards: [], checks: [] });
      // A commit alone takes no guard.
      return result === undefined || result.status === 'guardTaken' ? plain.append(commit) : result;
    },
    transact: async (transaction) => (await withRows(transaction)) ?? plain.transact(transaction),
  };
}

/** Makes the conditional put of a row. It throws RowTooLarge. */
function putsByTable(): (change: InlineChange) => Put {
  const puts = new Map<string, ReturnType<typeof encodedRowPuts>>();
  return ({ place: { table: tableName, projection }, change }) => {
    const own = puts.get(tableName) ?? encodedRowPuts({ tableName, projection });
    puts.set(tableName, own);
    return own(change);
  };
}
