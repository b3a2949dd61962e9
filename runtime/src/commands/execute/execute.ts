import type { Command, CommandResult } from '../../domain/commands/command.js';
import type { Commit } from '../../domain/commit.js';
import { backoff } from '../../retry/backoff.js';
import { conflict, maxAttempts } from '../../retry/conflict.js';
import type { Dispatch } from '../dispatch.js';
import { loadStream, loadTail } from '../state/loadStream.js';
import type { Loaded } from '../state/streamState.js';
import { advance, type Known, nothingKnown, type Proposal } from '../state/streamState.js';
import { append } from './append.js';
import { admit, answer, propose } from './attempt.js';
import { judge } from './decideCommand.js';
import { recall } from './findEarlierCommit.js';
import { recordingOf } from './recordedRejection.js';
import { type Doubt, withDoubt } from './unknownOutcome.js';
import type { Attempted } from './validCommand.js';

/** Executes one command, step by step as design section 5 says. For errors see `Dispatcher`. */
export async function execute(dispatch: Dispatch, request: Command): Promise<CommandResult> {
  const attempted = await admit(dispatch, request);
  const { command, stream } = attempted.subject;
  return withDoubt(`${command} on ${stream}`, (doubt) => run(dispatch, attempted, doubt));
}

async function run(dispatch: Dispatch, attempted: Attempted, doubt: Doubt): Promise<CommandResult> {
  const { subject, request, commandId } = attempted;
  const { aggregate, stream, command } = subject;
  const { store, guarding } = dispatch;
  const source = { store, aggregate, stream };
  // A creation knew nothing: what is there after all may be long, and have a snapshot.
  const catchUp = (known: Known) =>
    known.folded.version === 0 ? loadStream(source, dispatch.snapshots, commandId) : loadTail(source, known, commandId);
  // Once its commit is known, there is no doubt any more; and it may record a rejection, which is thrown.
  const settle = (commit: Commit, events?: Proposal['events']) => {
    doubt.open = false;
    return answer(attempted, commit, events);
  };
  let { known, commit: earlier, verified } = await start(dispatch, attempted);
  let expected = 0;

  for (let attempt = 1; attempt <= maxAttempts; ) {
    // Before existence, version and `diff` are looked at: a repeat is answered as the first time.
    if (!earlier && request.commandId !== undefined) {
      ({ known, commit: earlier } = await recall(store, stream, known, commandId, dispatch.now()));
    }
    if (earlier) return settle(earlier);
    const verdict = judge(subject, known.folded);
    const negative = verdict instanceof Error || verdict.length === 0;
    if (negative && !verified) {
      // A negative outcome is final only on what the store has.
      ({ known, commit: earlier } = await catchUp(known));
      verified = true;
      continue;
    }
    if (negative) {
      earlier = await guarding?.recall(dispatch, attempted);
      if (earlier) return settle(earlier);
    }
    const yielded = verdict instanceof Error ? recordingOf(subject, verdict) : { events: verdict };
    if (!yielded || yielded.events.length === 0) {
      dispatch.cache.set(stream, known);
      if (verdict instanceof Error) throw verdict;
      return { aggregateId: subject.context.aggregateId, version: known.folded.version, events: [] };
    }

    const proposal = await propose(dispatch, attempted, known.folded, yielded);
    const { commit, events } = proposal;
    // Folded before it is stored: an event that its own fold fails on would block the stream for good.
    const next = advance(aggregate, known, proposal);
    const change = { aggregate, stream, before: known.folded, after: next.folded };
    const guards = guarding?.changes(dispatch, attempted, change, commit) ?? [];
    const settled = guarding ? await guarding.append(store, commit, guards) : await append(store, commit);
    if (settled.status === 'appended') {
      dispatch.cache.set(stream, dispatch.snapshots ? await dispatch.snapshots.keep(aggregate, stream, next) : next);
      return settle(commit, events);
    }
    doubt.open ||= settled.status === 'unknown';
    const { by } = settled.status === 'unknown' ? {} : settled;
    if (by?.commandId === commandId) return settle(by);
    if (settled.status === 'guarded') throw settled.refusal;
    if (settled.status === 'lost') dispatch.onConflict?.(aggregate.name);
    expected = known.folded.version;
    await dispatch.sleep(backoff(attempt++, dispatch.random));
    ({ known, commit: earlier } = await catchUp(known));
    verified = true;
    // Somebody has the version that was tried for: what may still be on its way comes too late.
    if (known.folded.version > expected) doubt.open = false;
  }
  if (earlier) return settle(earlier);
  throw conflict(stream, command, expected, known.folded.version);
}

/** What a command starts with. A creation starts from nothing, unread: if the stream exists after all, the conditional put finds out. */
async function start(dispatch: Dispatch, { subject, commandId }: Attempted): Promise<Loaded & { readonly verified: boolean }> {
  const { aggregate, stream, definition } = subject;
  const cached = dispatch.cache.get(stream);
  if (cached) return { known: cached, verified: false };
  if (definition.creates) return { known: nothingKnown(aggregate), verified: false };
  const loaded = await loadStream({ store: dispatch.store, aggregate, stream }, dispatch.snapshots, commandId);
  return { ...loaded, verified: true };
}
