import type { Command, CommandResult } from '../domain/command.js';
import type { Commit } from '../domain/commit.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { append, guardedCommit, type Settled } from './append.js';
import { type Attempted, admit, answer, propose, resultOf } from './attempt.js';
import { backoff } from './backoff.js';
import { conflict, maxAttempts } from './conflict.js';
import type { Dispatch } from './dispatcher.js';
import { type Doubt, withDoubt } from './doubt.js';
import { commandGuards, valueChanges, valueTaken } from './guards.js';
import { judge } from './judge.js';
import { advance, type Known, nothingKnown } from './known.js';
import { type Loaded, loadStream, loadTail } from './loadStream.js';
import { recall, recallForEver } from './recall.js';

/** Executes one command, step by step as design section 5 says. For errors see `Dispatcher`. */
export async function execute(dispatch: Dispatch, request: Command): Promise<CommandResult> {
  const attempted = await admit(dispatch, request);
  const { command, stream } = attempted.subject;
  return withDoubt(`${command} on ${stream}`, (doubt) => run(dispatch, attempted, doubt));
}

async function run(dispatch: Dispatch, attempted: Attempted, doubt: Doubt): Promise<CommandResult> {
  const { subject, request, commandId } = attempted;
  const { aggregate, stream, command } = subject;
  const source = { store: dispatch.store, aggregate, stream };
  // A creation knew nothing: what is there after all may be long, and have a snapshot.
  const catchUp = (known: Known) =>
    known.folded.version === 0 ? loadStream(source, dispatch.snapshots, commandId) : loadTail(source, known, commandId);
  let { known, commit: earlier, verified } = await start(dispatch, attempted);
  let expected = 0;

  for (let attempt = 1; attempt <= maxAttempts; ) {
    // Before existence, version and `diff` are looked at: a repeat is answered as the first time.
    if (!earlier && request.commandId !== undefined) {
      ({ known, commit: earlier } = await recall(dispatch.store, stream, known, commandId, dispatch.now()));
    }
    if (earlier) return answer(attempted, earlier);
    const verdict = judge(subject, known.folded);
    const negative = verdict instanceof Error || verdict.length === 0;
    if (negative && !verified) {
      // A negative outcome is final only on what the store has.
      ({ known, commit: earlier } = await catchUp(known));
      verified = true;
      continue;
    }
    if (negative) {
      earlier = await recallForEver(dispatch, attempted);
      if (earlier) return answer(attempted, earlier);
      dispatch.cache.set(stream, known);
      if (verdict instanceof Error) throw verdict;
      return { aggregateId: subject.context.aggregateId, version: known.folded.version, events: [] };
    }

    const commit = await propose(dispatch, attempted, known.folded, verdict);
    // Folded before it is stored: an event that its own fold fails on would block the stream for good.
    const next = advance(aggregate, known, commit);
    const guards = [
      ...valueChanges([{ aggregate, stream, before: known.folded, after: next.folded }]),
      ...commandGuards(aggregate, commit, request.commandId !== undefined),
    ];
    const settled = await append(dispatch.store, commit, guards);
    if (settled.status === 'appended') {
      dispatch.cache.set(stream, dispatch.snapshots ? await dispatch.snapshots.keep(aggregate, stream, next) : next);
      return resultOf(aggregate, commit);
    }
    doubt.open ||= settled.status === 'unknown';
    const own = await ownerOf(dispatch.store, settled);
    if (own?.commandId === commandId) return answer(attempted, own);
    if (settled.status === 'guarded') throw valueTaken(stream, settled.taken);
    expected = known.folded.version;
    await dispatch.sleep(backoff(attempt++, dispatch.random));
    ({ known, commit: earlier } = await catchUp(known));
    verified = true;
    // Somebody has the version that was tried for: what may still be on its way comes too late.
    if (known.folded.version > expected) doubt.open = false;
  }
  if (earlier) return answer(attempted, earlier);
  throw conflict(stream, command, expected, known.folded.version);
}

const ownerOf = (
  store: EventStore,
  settled: Exclude<Settled, { status: 'appended' }>,
): Promise<Commit | undefined> | Commit | undefined => {
  if (settled.status === 'guarded') return guardedCommit(store, settled.taken);
  return settled.status === 'lost' ? settled.by : undefined;
};

/** What a command starts with. A creation starts from nothing, unread: if the stream exists after all, the conditional put finds out. */
async function start(dispatch: Dispatch, { subject, commandId }: Attempted): Promise<Loaded & { readonly verified: boolean }> {
  const { aggregate, stream, definition } = subject;
  const cached = dispatch.cache.get(stream);
  if (cached) return { known: cached, verified: false };
  if (definition.creates) return { known: nothingKnown(aggregate), verified: false };
  const loaded = await loadStream({ store: dispatch.store, aggregate, stream }, dispatch.snapshots, commandId);
  return { ...loaded, verified: true };
}
