import { isEventSourcingError } from '../../domain/errors.js';
import type { TransactionResult } from '../../eventStore/transaction.js';
import { maxAttempts } from '../../retry/attempts.js';
import { backoff } from '../../retry/backoff.js';
import { conflict } from '../../retry/conflict.js';
import type { Dispatch } from '../dispatch.js';
import { idTaken } from '../guards/commandGuards.js';
import { valueTaken } from '../guards/valueChanges.js';
import { reportUnknownOutcome, type SentWrite } from '../outcome/unknownOutcome.js';
import { openTransaction } from './openTransaction.js';
import type { TransactionScope } from './transactionScope.js';

/**
 * Runs `work`, and stores what its commands yield in one transaction. When a stream that it wrote or read has moved meanwhile, `work` is
 * run again: it must have no other effects, and send the same commands in the same order for the same states.
 */
export function transact<Result>(dispatch: Dispatch, work: (scope: TransactionScope) => Promise<Result>): Promise<Result> {
  return reportUnknownOutcome('a transaction', (write) => run(dispatch, work, write));
}

async function run<Result>(dispatch: Dispatch, work: (scope: TransactionScope) => Promise<Result>, write: SentWrite): Promise<Result> {
  // A command keeps its id through all tries, so that one that was stored after all is found.
  const ids: string[] = [];
  let lost: TransactionResult | undefined;
  let versions: ReadonlyMap<string, number> = new Map();
  for (let attempt = 1; attempt <= maxAttempts.stream; attempt++) {
    const open = openTransaction(dispatch, ids, attempt > 1);
    const result = await work(open.scope);
    const settled = await resultOf(open.store);
    if (settled === undefined) write.isPending = true;
    if (settled?.status === 'appended') {
      await open.keep();
      return result;
    }
    const { taken, owner } = settled?.status === 'guardTaken' ? { taken: settled.taken, owner: open.takerOf(settled.taken) } : {};
    if (taken && taken.version === undefined) throw valueTaken(owner ?? taken.owner, taken);
    // Its commit may be found by the next try; a refusal that its sender recorded has none.
    if (taken && owner !== undefined && taken.owner !== owner) throw idTaken(owner);
    lost = settled;
    versions = open.versions();
    await dispatch.sleep(backoff(attempt, dispatch.random));
  }
  const stream = lost?.status === 'versionTaken' ? lost.stream : 'A stream';
  const expected = versions.get(stream) ?? 0;
  const actual = lost?.status === 'versionTaken' ? (lost.by?.last ?? expected + 1) : expected;
  throw conflict(stream, 'a transaction', expected, actual);
}

/** Undefined where it is not known whether the transaction was stored. */
async function resultOf(store: () => Promise<TransactionResult>): Promise<TransactionResult | undefined> {
  try {
    return await store();
  } catch (error) {
    if (isEventSourcingError(error, 'StoreUnavailable')) return undefined;
    throw error;
  }
}
