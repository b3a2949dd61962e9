import { isPlainData } from '../../domain/freeze.js';
import type { Dispatch } from '../dispatch.js';
import { loadEnds, loadStream, loadTail } from '../state/loadStream.js';
import { type Loaded, nothingKnown, type StreamState } from '../state/streamState.js';
import type { PreparedCommand } from './validCommand.js';

/** What an attempt goes by: its stream as this process knows it, and the command's own commit, if it was read. */
export type StreamView = Loaded & {
  /** The stream was read from the store for this command. What is remembered of it may be out of date. */
  readonly verified: boolean;
};

/**
 * What a command starts with: what is remembered of its stream, else what the store has. A creation starts from nothing, unread: if the stream
 * exists after all, the conditional put finds out.
 */
export async function firstView(dispatch: Dispatch, { subject, commandId }: PreparedCommand): Promise<StreamView> {
  const { aggregate, stream, definition } = subject;
  const cached = dispatch.cache.get(stream);
  if (cached) return { state: cached, verified: false };
  if (definition.creates) return { state: nothingKnown(aggregate), verified: false };
  const loaded = await loadStream({ store: dispatch.store, aggregate, stream }, dispatch.snapshots, commandId);
  return { ...loaded, verified: true };
}

/** The stream as the store has it: `state`, and what follows it there. */
export async function verify(
  { store, snapshots }: Dispatch,
  { subject: { aggregate, stream, definition }, commandId }: PreparedCommand,
  state: StreamState,
): Promise<StreamView> {
  const source = { store, aggregate, stream };
  const isUnread = state.folded.version === 0;
  if (isUnread && definition.creates) return { ...(await loadEnds(source, state, commandId)), verified: true };
  // A state with a Map in it, say, may hold what the fold of an attempt that failed did to it.
  const isSound = !isUnread && isPlainData(state.folded.state);
  return { ...(isSound ? await loadTail(source, state, commandId) : await loadStream(source, snapshots, commandId)), verified: true };
}
