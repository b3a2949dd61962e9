import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import { emptyStream, type Folded, foldCommit } from '../../domain/aggregates/fold.js';
import { streamName } from '../../domain/stream.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { Snapshots } from './snapshots.js';
import type { Moment } from './streamState.js';

/**
 * An aggregate's current state, or its state at an earlier moment. Version 0: it did not exist then.
 * A version in the middle of a commit folds that commit's events up to it. With `snapshots`, only the events after the snapshot are read.
 */
export async function loadState(
  store: EventStore,
  aggregate: AnyAggregate,
  aggregateId: string,
  moment: Moment = {},
  snapshots?: Pick<Snapshots, 'upTo'>,
): Promise<Folded> {
  const { version = Number.POSITIVE_INFINITY, at } = moment;
  const limit = at === undefined ? undefined : Date.parse(at);
  if (version < 1) return emptyStream(aggregate);
  const stream = streamName(aggregate.name, aggregateId);
  const confirmed = await snapshots?.upTo({ store, aggregate, stream }, moment);
  let folded = confirmed?.base.folded ?? emptyStream(aggregate);
  for await (const commit of confirmed?.tail ?? store.read(stream, Number.isFinite(version) ? { to: version } : {})) {
    if (limit !== undefined && Date.parse(commit.at) > limit) break;
    if (commit.last <= version) {
      folded = foldCommit(aggregate, folded, commit);
      continue;
    }
    const events = commit.events.slice(0, version - commit.version + 1);
    folded = foldCommit(aggregate, folded, { ...commit, events, last: version, closes: false });
  }
  return folded;
}
