import type { AnyAggregate, StateOf } from '../../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import type { Commit } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import { isPlainData } from '../../domain/freeze.js';
import { assertAggregateId, streamName } from '../../domain/stream.js';
import {
  type Guard,
  type GuardChange,
  largestTransaction,
  sizeOf,
  type Transaction,
  type TransactionResult,
} from '../../eventStore/transaction.js';
import type { Dispatch } from '../dispatch.js';
import { commandResult } from '../execute/commandResult.js';
import { finalDecision } from '../execute/finalDecision.js';
import { prepareCommand } from '../execute/prepareCommand.js';
import type { PreparedCommand } from '../execute/validCommand.js';
import { commandGuards } from '../guards/commandGuards.js';
import { valueChanges } from '../guards/valueChanges.js';
import { type LoadedAggregate, loadedOf } from '../state/load.js';
import { loadStream, loadTail } from '../state/loadStream.js';
import { applyCommit, type Proposal, type StreamState } from '../state/streamState.js';
import { taskQueue } from './taskQueue.js';
import type { TransactionScope } from './transactionScope.js';

/** A stream in a transaction: as it was read, and as it would be. */
type OpenStream = { readonly aggregate: AnyAggregate; readonly read: StreamState; readonly proposals: Proposal[]; now: StreamState };

/** One try of a transaction. */
export type OpenTransaction = {
  readonly scope: TransactionScope;
  store(): Promise<TransactionResult>;
  /** Caches the states of its streams, once it is stored. */
  keep(): Promise<void>;
  /** Versions of the streams as they were read. */
  versions(): ReadonlyMap<string, number>;
  /** The stream that wanted a guard. */
  takerOf(guard: Guard): string | undefined;
};

/** Opens a try. `ids` are the command ids of earlier tries, in order, and are added to. `isRetry`: there was one. */
export function openTransaction(dispatch: Dispatch, ids: string[], isRetry: boolean): OpenTransaction {
  const parts = new Map<string, OpenStream>();
  const commits: Commit[] = [];
  const kept: GuardChange[] = [];
  let guards: readonly GuardChange[] = [];
  let commands = 0;

  // Always a consistent read: a failed transaction costs more than the read.
  const partOf = async (aggregate: AnyAggregate, stream: string): Promise<OpenStream> => {
    const open = parts.get(stream);
    if (open) return open;
    const source = { store: dispatch.store, aggregate, stream };
    const cached = dispatch.cache.get(stream);
    const { state } = cached ? await loadTail(source, cached, '') : await loadStream(source, dispatch.snapshots, '');
    const part: OpenStream = { aggregate, read: state, proposals: [], now: state };
    parts.set(stream, part);
    return part;
  };

  // A state with a Map in it, say, may hold what the fold of a command that was refused did to it.
  const readAnew = async ({ aggregate, proposals }: OpenStream, stream: string): Promise<StreamState> => {
    const { state } = await loadStream({ store: dispatch.store, aggregate, stream }, dispatch.snapshots, '');
    return proposals.reduce((next, proposal) => applyCommit(aggregate, next, proposal), state);
  };

  const executeOn = async (part: OpenStream, command: PreparedCommand): Promise<CommandResult> => {
    const { context } = command.subject;
    // An acceptance finds the id of a command taken only when it is stored, and what took it may be older than what is remembered.
    const earlier = isRetry ? await dispatch.guarding?.findCommit(dispatch, command) : undefined;
    if (earlier) return commandResult(command, earlier);
    const decision = await finalDecision(dispatch, command, { state: part.now, verified: true });
    if (decision.status !== 'accepted' && !isPlainData(part.now.folded.state)) part.now = await readAnew(part, command.subject.stream);
    switch (decision.status) {
      case 'repeated':
        return commandResult(command, decision.commit);
      case 'refused':
        throw decision.error;
      case 'nothingToDo':
        return { aggregateId: context.aggregateId, version: part.now.folded.version, events: [] };
    }
    const { commit, events } = decision.proposal;
    kept.push(...commandGuards(dispatch, command, commit));
    commits.push(commit);
    part.proposals.push(decision.proposal);
    part.now = decision.next;
    return commandResult(command, commit, events);
  };

  // One after the other, though `work` may call them side by side: each decides on what those before it came to.
  const inTurn = taskQueue();
  const scope: TransactionScope = {
    load: <A extends AnyAggregate>(aggregate: A, id: string): Promise<LoadedAggregate<StateOf<A>>> =>
      inTurn(async () => {
        assertAggregateId(aggregate.name, id);
        return loadedOf(aggregate, (await partOf(aggregate, streamName(aggregate.name, id))).now.folded);
      }),
    execute: (command: Command) =>
      inTurn(async () => {
        const index = commands++;
        const prepared = await prepareCommand({ ...dispatch, newId: () => (ids[index] ??= dispatch.newId()) }, command, true);
        return executeOn(await partOf(prepared.subject.aggregate, prepared.subject.stream), prepared);
      }),
  };

  const transaction = (): Transaction => {
    const written = new Set(commits.map(({ stream }) => stream));
    const versions = [...parts].map(([stream, { read }]) => ({ stream, version: read.folded.version }));
    // Only now: which streams give up and which take a value does not depend on the order of the commands.
    const changes = [...parts].map(([stream, { aggregate, read, now }]) => ({ aggregate, stream, before: read.folded, after: now.folded }));
    guards = [...valueChanges(changes), ...kept];
    return { commits, guards, checks: versions.filter(({ stream }) => !written.has(stream)) };
  };

  return {
    scope,
    async store() {
      if (commits.length === 0) return { status: 'appended' };
      const whole = transaction();
      if (sizeOf(whole) > largestTransaction) throw tooLarge(sizeOf(whole));
      return dispatch.store.transact(whole);
    },
    async keep() {
      for (const [stream, { aggregate, now, read }] of parts) {
        const due = dispatch.snapshots && now !== read;
        dispatch.cache.set(stream, due ? await dispatch.snapshots.keep(aggregate, stream, now) : now);
      }
    },
    versions: () => new Map([...parts].map(([stream, { read }]) => [stream, read.folded.version])),
    takerOf: ({ key }) => guards.find(({ guard }) => guard.key === key)?.guard.owner,
  };
}

const tooLarge = (size: number) =>
  new EventSourcingError({
    code: 'TransactionTooLarge',
    message: `A transaction of ${size} items (commits, streams that were read, unique values) is more than ${largestTransaction}, which is what DynamoDB takes. Nothing was stored. Make it several.`,
    details: { size, limit: largestTransaction },
  });
