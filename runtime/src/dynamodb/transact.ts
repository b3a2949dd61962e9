import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventSourcingError } from '../domain/errors.js';
import type { GuardChange, Transaction, TransactionResult, VersionCheck } from '../eventStore/transaction.js';
import type { CommitCodec } from './commitCodec.js';
import type { CommitItem } from './commitItem.js';
import { decodeGuard, encodeGuard, guardKey } from './guardItem.js';
import { writeError } from './storeError.js';

const versionIsFree = 'attribute_not_exists(#stream)';
const guardIsFreeOrOurs = 'attribute_not_exists(#guard) OR #owner = :owner';
const guardIsFreeOrThisCommits = 'attribute_not_exists(#guard) OR (#owner = :owner AND #version = :version)';

/** The tables that a transaction is about. */
export type TransactionTables = { readonly events: string; readonly guards: string | undefined };

/** Stores all of a transaction or nothing, and tells which part was in the way. For errors see the port. */
export async function transact(
  client: DynamoDBClient,
  tables: TransactionTables,
  transaction: Transaction,
  { encode, decode }: CommitCodec,
): Promise<TransactionResult> {
  const { commits, checks, guards } = transaction;
  const items = await Promise.all(commits.map(encode));
  // Commits come first: the reasons of a refusal come in this order.
  const TransactItems = [
    ...items.map((item) => putCommit(tables.events, item)),
    ...checks.map((check) => checkVersion(tables.events, check)),
    ...guards.map((change) => changeGuard(guardsTable(tables), change)),
  ];
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return { status: 'appended' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw writeError(error, tables.events);
    const obstacle = await obstacleOf(error.CancellationReasons ?? [], transaction, decode);
    return obstacle ?? Promise.reject(cancelled(error, tables.events));
  }
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

function changeGuard(TableName: string, { action, guard }: GuardChange): TransactWriteItem {
  const versioned = guard.version !== undefined;
  const condition = {
    ConditionExpression: versioned ? guardIsFreeOrThisCommits : guardIsFreeOrOurs,
    ExpressionAttributeNames: { '#guard': 'guard', '#owner': 'owner', ...(versioned ? { '#version': 'version' } : {}) },
    ExpressionAttributeValues: {
      ':owner': { S: guard.owner },
      ...(guard.version === undefined ? {} : { ':version': { N: String(guard.version) } }),
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if (action === 'release') return { Delete: { TableName, Key: guardKey(guard.key), ...condition } };
  return { Put: { TableName, Item: encodeGuard(guard), ...condition } };
}

/** The first part that was in the way; undefined where it was none of them. */
async function obstacleOf(
  reasons: readonly CancellationReason[],
  { commits, checks, guards }: Transaction,
  decode: CommitCodec['decode'],
): Promise<TransactionResult | undefined> {
  const streams = [...commits, ...checks].map(({ stream }) => stream);
  for (const [index, stream] of streams.entries()) {
    const { Code, Item } = reasons[index] ?? {};
    // Another transaction is writing the same item: whoever it is was first.
    if (Code === 'TransactionConflict') return { status: 'versionTaken', stream };
    if (Code === 'ConditionalCheckFailed') return { status: 'versionTaken', stream, ...(Item ? { by: await decode(Item) } : {}) };
  }
  for (const [index, { guard }] of guards.entries()) {
    const { Code, Item } = reasons[streams.length + index] ?? {};
    if (Code === 'ConditionalCheckFailed') return { status: 'guardTaken', taken: (Item && decodeGuard(Item)) ?? { ...guard, owner: '' } };
    // Somebody is taking or giving up the same guard: it is looked at again.
    if (Code === 'TransactionConflict') return { status: 'versionTaken', stream: streams[0] ?? guard.owner };
  }
  return undefined;
}

function cancelled(error: TransactionCanceledException, table: string): EventSourcingError {
  const reason = error.CancellationReasons?.find(({ Code }) => Code !== undefined && Code !== 'None');
  const cause = Object.assign(new Error(reason?.Message ?? error.message, { cause: error }), { $metadata: error.$metadata });
  const throttled = ['ThrottlingError', 'ProvisionedThroughputExceeded', 'RequestLimitExceeded'].includes(reason?.Code ?? '');
  cause.name = throttled ? 'ThrottlingException' : (reason?.Code ?? error.name);
  return writeError(cause, table);
}

function guardsTable({ guards, events }: TransactionTables): string {
  if (guards !== undefined) return guards;
  throw new EventSourcingError({
    code: 'StoreRefused',
    message: `The event store on ${events} has no table for guards, which unique values and ids that are kept for ever need: give it guardsTableName. Nothing was stored.`,
    details: { store: events },
  });
}
