import {
  type CancellationReason,
  type DynamoDBClient,
  type Put,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { defined } from '../../../domain/defined.js';
import { EventSourcingError } from '../../../domain/errors.js';
import {
  assertTransaction,
  type GuardChange,
  type Transaction,
  type TransactionResult,
  type VersionCheck,
} from '../../../eventStore/transaction.js';
import { writeError } from '../../aws/storeError.js';
import { causeOfCancellation } from '../cancellation.js';
import type { CommitCodec } from './commitCodec.js';
import type { CommitItem } from './commitItem.js';
import { decodeGuard } from './guardItem.js';
import { guardWrite } from './guardWrite.js';

const versionIsFree = 'attribute_not_exists(#stream)';

/** Times that a guard may have turned out to be another's, or not to be, before the transaction is looked at again. */
const maxTurns = 4;

/** The tables that a transaction is about. */
export type TransactionTables = { readonly events: string; readonly guards: string | undefined };

/** The rows that were to go with a transaction are not as they were taken to be (`moved`), or their table cannot hold them. Nothing was stored. */
export class RowsInTheWay extends Error {
  readonly moved: boolean;

  constructor(moved: boolean, cause: Error) {
    super('Rows were in the way of a transaction.', { cause });
    this.name = 'RowsInTheWay';
    this.moved = moved;
  }
}

/**
 * Stores all of a transaction or nothing, and returns which part failed. For errors see the port.
 *
 * @throws RowsInTheWay where nothing but `rows` was
 */
export async function transact(
  client: DynamoDBClient,
  tables: TransactionTables,
  transaction: Transaction,
  { encode, decode }: CommitCodec,
  rows: readonly Put[] = [],
): Promise<TransactionResult> {
  assertTransaction(transaction, tables.events);
  const { commits, checks, guards } = transaction;
  const items = await Promise.all(commits.map(encode));
  // Guards to be released that are held by another stream: the owner is known only after it was read.
  const foreign = new Set<GuardChange>();
  for (let turn = 1; turn <= maxTurns; turn++) {
    // Commits come first: the reasons of a refusal come in this order.
    const TransactItems = [
      ...items.map((item) => putCommit(tables.events, item)),
      ...checks.map((check) => checkVersion(tables.events, check)),
      ...guards.map((change) => guardWrite(guardsTable(tables), change, foreign.has(change))),
      ...rows.map((Put) => ({ Put })),
    ];
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      return { status: 'appended' };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw writeError(error, tables.events);
      const reasons = error.CancellationReasons ?? [];
      const obstacle = await obstacleOf(reasons, transaction, decode);
      if (obstacle) return obstacle;
      const turned = turnedReleases(reasons, transaction);
      if (turned.length === 0) throw rowsInTheWay(error, rows.length) ?? writeError(causeOfCancellation(error), tables.events);
      for (const change of turned) if (!foreign.delete(change)) foreign.add(change);
    }
  }
  // Another transaction took and released the same guard meanwhile: it is tried again.
  return { status: 'versionTaken', stream: streamsOf(transaction)[0] ?? '' };
}

/** Undefined where something else cancelled the transaction: throttling, say. */
function rowsInTheWay(error: TransactionCanceledException, rows: number): RowsInTheWay | undefined {
  const codes = (error.CancellationReasons ?? []).slice(-rows).flatMap(({ Code = 'None' }) => (Code === 'None' ? [] : [Code]));
  if (rows === 0 || codes.length === 0) return undefined;
  if (codes.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return new RowsInTheWay(true, error);
  return codes.includes('ValidationError') ? new RowsInTheWay(false, error) : undefined;
}

const putCommit = (TableName: string, Item: CommitItem): TransactWriteItem => ({
  Put: {
    TableName,
    Item,
    ConditionExpression: versionIsFree,
    ExpressionAttributeNames: { '#stream': 'stream' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

// Nothing was written to the stream since: its next version is free.
const checkVersion = (TableName: string, { stream, version }: VersionCheck): TransactWriteItem => ({
  ConditionCheck: {
    TableName,
    Key: { stream: { S: stream }, version: { N: String(version + 1) } },
    ConditionExpression: versionIsFree,
    ExpressionAttributeNames: { '#stream': 'stream' },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** The first part that failed; undefined if none of them did. */
async function obstacleOf(
  reasons: readonly CancellationReason[],
  transaction: Transaction,
  decode: CommitCodec['decode'],
): Promise<TransactionResult | undefined> {
  const streams = streamsOf(transaction);
  for (const [index, stream] of streams.entries()) {
    const { Code, Item } = reasons[index] ?? {};
    // Another transaction is writing the same item: it was first.
    if (Code === 'TransactionConflict') return { status: 'versionTaken', stream };
    if (Code === 'ConditionalCheckFailed') return { status: 'versionTaken', stream, ...defined({ by: Item && (await decode(Item)) }) };
  }
  for (const [index, { action, guard }] of transaction.guards.entries()) {
    const { Code, Item } = reasons[streams.length + index] ?? {};
    if (Code === 'ConditionalCheckFailed' && action === 'reserve') {
      return { status: 'guardTaken', taken: (Item && decodeGuard(Item)) ?? { ...guard, owner: '' } };
    }
    // Another transaction is taking or releasing the same guard: it is tried again.
    if (Code === 'TransactionConflict') return { status: 'versionTaken', stream: streams[0] ?? guard.owner };
  }
  return undefined;
}

/** Guards to be given up that are not whose they were taken to be. */
const turnedReleases = (reasons: readonly CancellationReason[], transaction: Transaction): GuardChange[] => {
  const before = streamsOf(transaction).length;
  return transaction.guards.filter(
    ({ action }, index) => action === 'release' && reasons[before + index]?.Code === 'ConditionalCheckFailed',
  );
};

/** Streams in the order of their items. */
const streamsOf = ({ commits, checks }: Transaction): string[] => [...commits, ...checks].map(({ stream }) => stream);

function guardsTable({ guards, events }: TransactionTables): string {
  if (guards !== undefined) return guards;
  throw new EventSourcingError({
    code: 'StoreRefused',
    message: `The event store on ${events} has no table for guards, which unique values and ids that are kept for ever need: give it guardsTableName. Nothing was stored.`,
    details: { store: events },
  });
}
