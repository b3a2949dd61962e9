import type { BeginReplayAnswer, BeginReplayRequest, BegunReplay } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { type ReplayContext, resendOf } from './replay.js';

/**
 * Begins a replay. It is kept until it is done: if the operator who runs it stops, another one continues.
 *
 * @throws MalformedRequest for a consumer that may do nothing twice; StoreThrottled, StoreUnavailable, StoreRefused
 */
export async function beginReplay(
  { how, selection }: BeginReplayRequest,
  consumer: Consumer,
  { replays }: ReplayContext,
  { now }: Pick<ConsumerRuntime, 'now'>,
): Promise<BeginReplayAnswer> {
  resendOf(consumer);
  const kept = replays(consumer.name);
  const before = await kept.load();
  if (how === 'resume') return before ? { status: 'begun', replay: before } : { status: 'none' };
  if (how === 'new' && before) return { status: 'unfinished', replay: before };
  const replay: BegunReplay = { selection, cursor: { reached: {} }, events: 0, since: now().toISOString() };
  await kept.save(replay);
  return { status: 'begun', replay };
}
