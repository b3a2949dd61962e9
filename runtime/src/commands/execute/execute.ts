import type { Command, CommandResult } from '../../domain/commands/command.js';
import type { Commit } from '../../domain/commit.js';
import { maxAttempts } from '../../retry/attempts.js';
import { backoff } from '../../retry/backoff.js';
import { conflict } from '../../retry/conflict.js';
import type { Dispatch } from '../dispatch.js';
import { type AppendOutcome, append } from '../outcome/append.js';
import { reportUnknownOutcome, type SentWrite } from '../outcome/unknownOutcome.js';
import type { Proposal, StreamState } from '../state/streamState.js';
import { commandResult } from './commandResult.js';
import { finalDecision, type NegativeOutcome, recorded } from './finalDecision.js';
import { prepareCommand } from './prepareCommand.js';
import { firstView, type StreamView, verify } from './streamView.js';
import type { PreparedCommand } from './validCommand.js';

/** A command on its way through its attempts. */
type Execution = { readonly dispatch: Dispatch; readonly command: PreparedCommand; readonly write: SentWrite };

/** Executes one command, in the steps of docs/architecture.md#the-way-of-a-command. For errors see `Dispatcher`. */
export async function execute(dispatch: Dispatch, request: Command): Promise<CommandResult> {
  const command = await prepareCommand(dispatch, request);
  const { subject } = command;
  return reportUnknownOutcome(`${subject.command} on ${subject.stream}`, async (write) => {
    const view = await firstView(dispatch, command);
    return attempt({ dispatch, command, write }, view, 1);
  });
}

/**
 * One attempt: decides on a view, which finds the commit of an earlier execution first, verifies where it has to, and proposes a commit; stores
 * that; and interprets what the store says, which may lead to the next attempt.
 */
async function attempt(execution: Execution, view: StreamView, number: number): Promise<CommandResult> {
  const { dispatch, command } = execution;
  const decision = await finalDecision(dispatch, command, view);
  if (decision.status === 'repeated') return resultOf(execution, decision.commit);
  const accepted = decision.status === 'accepted' ? decision : await recorded(dispatch, command, decision);
  if (accepted.status !== 'accepted') return endWithoutCommit(execution, accepted);

  const { state, proposal, next } = accepted;
  const outcome = await store(execution, proposal, state, next);
  if (outcome.status !== 'appended') return interpret(execution, outcome, state, number);
  await keep(execution, next);
  return resultOf(execution, proposal.commit, proposal.events);
}

function endWithoutCommit({ dispatch, command }: Execution, decision: NegativeOutcome): CommandResult {
  const { stream, context } = command.subject;
  const { state } = decision;
  if (!state.unfolded) dispatch.cache.set(stream, state);
  if (decision.status === 'refused') throw decision.error;
  return { aggregateId: context.aggregateId, version: state.folded.version, events: [] };
}

/** Stores a commit, with the guards that its stream and its command take and give up. */
function store({ dispatch, command }: Execution, { commit }: Proposal, before: StreamState, after: StreamState): Promise<AppendOutcome> {
  const { guarding } = dispatch;
  if (!guarding) return append(dispatch.store, commit);
  const { aggregate, stream } = command.subject;
  const change = { aggregate, stream, before: before.folded, after: after.folded };
  return guarding.append(dispatch.store, commit, guarding.changes(dispatch, command, change, commit));
}

/** Caches the state of a stream after a commit, and takes a snapshot if one is due. */
async function keep({ dispatch, command }: Execution, state: StreamState): Promise<void> {
  const { aggregate, stream } = command.subject;
  const { cache, snapshots } = dispatch;
  cache.set(stream, snapshots ? await snapshots.keep(aggregate, stream, state) : state);
}

/** What follows from a store's answer, other than that the commit was appended. `tried`: what the commit was to follow. */
async function interpret(
  execution: Execution,
  outcome: Exclude<AppendOutcome, { readonly status: 'appended' }>,
  tried: StreamState,
  number: number,
): Promise<CommandResult> {
  const { dispatch, command, write } = execution;
  if (outcome.status === 'unknown') {
    write.isPending = true;
    return tryAgain(execution, tried, number);
  }
  if (outcome.by?.commandId === command.commandId) return resultOf(execution, outcome.by);
  if (outcome.status === 'guarded') throw outcome.refusal;
  dispatch.onConflict?.(command.subject.aggregate.name);
  return tryAgain(execution, tried, number);
}

/** Waits, reads what the store has by then, and attempts the command on that; after the last attempt, gives it up. @throws Conflict */
async function tryAgain(execution: Execution, tried: StreamState, number: number): Promise<CommandResult> {
  const { dispatch, command, write } = execution;
  await dispatch.sleep(backoff(number, dispatch.random));
  const view = await verify(dispatch, command, tried);
  const expected = tried.folded.version;
  const actual = view.state.folded.version;
  // Another commit took this version, so our pending write can no longer succeed.
  if (actual > expected) write.isPending = false;
  if (number < maxAttempts.stream) return attempt(execution, view, number + 1);
  if (view.commit) return resultOf(execution, view.commit);
  throw conflict(command.subject.stream, command.subject.command, expected, actual);
}

/** The result of a command whose commit is known. @throws CommandRejected for a recorded rejection; CommandIdReused */
function resultOf({ command, write }: Execution, commit: Commit, events?: Proposal['events']): CommandResult {
  write.isPending = false;
  return commandResult(command, commit, events);
}
