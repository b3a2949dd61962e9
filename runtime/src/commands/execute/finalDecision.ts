import type { Commit } from '../../domain/commit.js';
import type { EventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import type { Dispatch } from '../dispatch.js';
import type { Loaded, StreamState } from '../state/streamState.js';
import { decideCommand } from './decideCommand.js';
import { findEarlierCommit } from './findEarlierCommit.js';
import { type StreamView, verify } from './streamView.js';
import type { PreparedCommand } from './validCommand.js';

/** What a command comes to. `state`: what it was decided on. */
export type Decision =
  /** It was executed before: its outcome is the one that is stored. */
  | { readonly status: 'repeated'; readonly commit: Commit }
  | { readonly status: 'accepted'; readonly state: StreamState; readonly events: readonly NewEvent[] }
  | { readonly status: 'nothingToDo'; readonly state: StreamState }
  | { readonly status: 'refused'; readonly state: StreamState; readonly error: EventSourcingError };

/**
 * Decides a command, for `execute` and for transactions alike. A repeat is answered as the first time, before existence, version and `diff` are
 * looked at. An acceptance may go by an old view, since storing it checks the stream's version. A negative outcome is stored nowhere and checked
 * by nobody, so `negativeOutcome` alone says when it is final.
 */
export async function finalDecision(dispatch: Dispatch, command: PreparedCommand, view: StreamView): Promise<Decision> {
  const { state, commit } = await withEarlierCommit(dispatch, command, view);
  if (commit) return { status: 'repeated', commit };
  const verdict = decideCommand(command.subject, state.folded);
  if (verdict instanceof Error) return negativeOutcome(dispatch, command, view, { status: 'refused', state, error: verdict });
  if (verdict.length === 0) return negativeOutcome(dispatch, command, view, { status: 'nothingToDo', state });
  return { status: 'accepted', state, events: verdict };
}

/** A view with the commit of a command that may have been executed before; one without an id of its own cannot have been. */
async function withEarlierCommit({ store, now }: Dispatch, command: PreparedCommand, view: StreamView): Promise<Loaded> {
  const { subject, commandId, fingerprint } = command;
  if (view.commit || fingerprint === undefined) return view;
  return findEarlierCommit(store, subject.stream, view.state, commandId, now());
}

/** Makes a negative outcome final: only on what the store has, and only if no guard tells that the command was accepted before. */
async function negativeOutcome(
  dispatch: Dispatch,
  command: PreparedCommand,
  view: StreamView,
  outcome: Extract<Decision, { readonly status: 'refused' | 'nothingToDo' }>,
): Promise<Decision> {
  if (!view.verified) return finalDecision(dispatch, command, await verify(dispatch, command, outcome.state));
  const commit = await dispatch.guarding?.findCommit(dispatch, command);
  return commit ? { status: 'repeated', commit } : outcome;
}
