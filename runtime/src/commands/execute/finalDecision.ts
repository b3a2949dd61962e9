import type { Commit } from '../../domain/commit.js';
import type { Dispatch } from '../dispatch.js';
import { applyCommit, type Loaded, type Proposal, type StreamState } from '../state/streamState.js';
import { decideCommand } from './decideCommand.js';
import { findEarlierCommit } from './findEarlierCommit.js';
import { proposeCommit } from './proposeCommit.js';
import { recordedRejection, type Yielded } from './recordedRejection.js';
import { type StreamView, verify } from './streamView.js';
import type { PreparedCommand } from './validCommand.js';

/** What a command comes to. `state`: what it was decided on. */
export type Decision =
  /** It was executed before: its outcome is the one that is stored. */
  { readonly status: 'repeated'; readonly commit: Commit } | Accepted | NegativeOutcome;

/** `next`: what its commit makes of the stream. */
type Accepted = { readonly status: 'accepted'; readonly state: StreamState; readonly proposal: Proposal; readonly next: StreamState };

/**
 * An outcome that is stored nowhere, so that no store can contradict it. `error`: whatever refused or failed the command: a rule, `decide`, an
 * event against its schema, a fold, a receiver.
 */
export type NegativeOutcome =
  | { readonly status: 'nothingToDo'; readonly state: StreamState }
  | { readonly status: 'refused'; readonly state: StreamState; readonly error: unknown };

/**
 * Decides a command, for `execute` and for transactions alike. A repeat is answered as the first time, before anything else is looked at. An
 * acceptance may go by an old view, since storing it checks the stream's version. A negative outcome is checked by nobody, so `negativeOutcome`
 * alone says when it is final.
 */
export async function finalDecision(dispatch: Dispatch, command: PreparedCommand, view: StreamView): Promise<Decision> {
  const { state, commit } = await withEarlierCommit(dispatch, command, view);
  if (commit) return { status: 'repeated', commit };
  const decision = await decideOn(dispatch, command, state);
  return decision.status === 'accepted' ? decision : negativeOutcome(dispatch, command, view, decision);
}

/** A view with the commit of a command that may have been executed before; one without an id of its own cannot have been. */
async function withEarlierCommit({ store, now }: Dispatch, command: PreparedCommand, view: StreamView): Promise<Loaded> {
  const { subject, commandId, fingerprint } = command;
  if (view.commit || fingerprint === undefined) return view;
  return findEarlierCommit(store, subject.stream, view.state, commandId, now());
}

/** Decides, and proposes the commit. Whatever throws on the way is an outcome too. */
async function decideOn(dispatch: Dispatch, command: PreparedCommand, state: StreamState): Promise<Accepted | NegativeOutcome> {
  try {
    if (command.refusal) return { status: 'refused', state, error: command.refusal.error };
    const verdict = decideCommand(command.subject, state.folded);
    if (verdict instanceof Error) return { status: 'refused', state, error: verdict };
    return verdict.length === 0 ? { status: 'nothingToDo', state } : await accepted(dispatch, command, state, { events: verdict });
  } catch (error) {
    return { status: 'refused', state, error };
  }
}

/** What a final refusal comes to where the command records its rejections: a commit after all. @throws as `proposeCommit` does */
export async function recorded(
  dispatch: Dispatch,
  command: PreparedCommand,
  outcome: NegativeOutcome,
): Promise<Accepted | NegativeOutcome> {
  const yielded = outcome.status === 'refused' ? recordedRejection(command.subject, outcome.error) : undefined;
  return yielded ? accepted(dispatch, command, outcome.state, yielded) : outcome;
}

/** An acceptance, with the commit folded: an event that its own fold fails on would block the stream for good. */
async function accepted(dispatch: Dispatch, command: PreparedCommand, state: StreamState, yielded: Yielded): Promise<Accepted> {
  const proposal = await proposeCommit(dispatch, command, state.folded, yielded);
  return { status: 'accepted', state, proposal, next: applyCommit(command.subject.aggregate, state, proposal) };
}

/**
 * Makes a negative outcome final: only on what the store has, and only if the command was not accepted before. Where the store has nothing
 * newer, the outcome stands as it is: `decide` and receivers do not run twice.
 */
async function negativeOutcome(
  dispatch: Dispatch,
  command: PreparedCommand,
  view: StreamView,
  outcome: NegativeOutcome,
): Promise<Decision> {
  if (!view.verified) {
    const verified = await verify(dispatch, command, outcome.state);
    if (verified.state.folded.version !== outcome.state.folded.version) return finalDecision(dispatch, command, verified);
  }
  const commit = await dispatch.guarding?.findCommit(dispatch, command);
  return commit ? { status: 'repeated', commit } : outcome;
}
