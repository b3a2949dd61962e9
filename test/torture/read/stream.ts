import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LambdaStreamRecord, lambdaRecord } from '../../../plugin/src/local/pump/record.js';
import { randomOf } from '../random.js';
import type { StreamFault } from './report.js';
import type { Item } from './requests.js';

/** Records in the order in which they are delivered. A closed one gets no more. */
export type Shard = { readonly id: number; readonly records: LambdaStreamRecord[]; closed: boolean };

export type TableStreamOptions = { readonly seed: number; readonly happened: (fault: StreamFault) => void };

/** Shards that are open at first, and at most. */
const fewest = 2;
const most = 6;
/** Records between two splits. */
const splitEvery = 150;

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/torture';

/**
 * The events table's stream. It keeps the order of each item, and items are written once: so any order of commits is one that DynamoDB may
 * deliver, where a partition is hot and split, or a shard is read by several. Half of the streams come in order mostly, the others in any.
 */
export function createTableStream({ seed, happened }: TableStreamOptions) {
  const shards: Shard[] = [];
  const changed = new EventEmitter().setMaxListeners(0);
  const held = new Set<Promise<void>>();
  const lost = new Set<string>();
  let calm = false;
  let taken = 0;
  let sequence = 0;
  let sinceSplit = 0;

  const open = (): Shard => {
    const shard = { id: shards.length, records: [], closed: false };
    shards.push(shard);
    changed.emit('shard', shard);
    return shard;
  };
  for (let count = 0; count < fewest; count += 1) open();

  const split = (): void => {
    const alive = shards.filter(({ closed }) => !closed);
    const parent = alive[sequence % alive.length];
    sinceSplit = 0;
    if (!parent) return;
    parent.closed = true;
    open();
    if (alive.length < most) open();
    happened('split');
    changed.emit('records');
  };

  const append = (item: Item, key: string): void => {
    const alive = shards.filter(({ closed }) => !closed);
    sequence += 1;
    alive[randomOf(seed, key).whole(0, alive.length - 1)]?.records.push(recordOf(item, sequence));
    sinceSplit += 1;
    if (!calm && sinceSplit >= splitEvery) split();
    changed.emit('records');
  };

  const hold = (milliseconds: number, work: () => void): void => {
    const holding = sleep(milliseconds).then(() => {
      held.delete(holding);
      work();
    });
    held.add(holding);
  };

  return {
    /** Commits that are never delivered: `Account/1@3`. */
    lost: lost as ReadonlySet<string>,

    /** How many commits were stored. */
    taken: () => taken,

    /** Takes a commit that was stored: it is delivered soon, late, twice, or never. */
    take(item: Item): void {
      taken += 1;
      const stream = item.stream?.S ?? '';
      const random = randomOf(seed, stream, item.version?.N ?? '', 'delivery');
      // Where the stream's partition is whole, its commits are in one shard.
      const key = randomOf(seed, stream, 'partition').chance(0.5) ? stream : `${stream}@${item.version?.N}`;
      if (calm) {
        append(item, key);
        return;
      }
      if (random.chance(0.015)) {
        lost.add(`${stream}@${item.version?.N}`);
        happened('lost');
        return;
      }
      if (random.chance(0.04)) {
        happened('twice');
        hold(random.whole(0, 3000), () => append(item, `${key} again`));
      }
      if (random.chance(0.12)) {
        happened('late');
        hold(random.whole(10, 1500), () => append(item, key));
      } else append(item, key);
    },

    /** From now on, all is delivered once and at once; what is held is waited for. */
    async becomeCalm(): Promise<void> {
      calm = true;
      await Promise.all(held);
    },

    /** Waits until there is more, or the signal ends it. */
    async more(signal: AbortSignal): Promise<void> {
      await once(changed, 'records', { signal }).catch(() => undefined);
    },

    onShard(listen: (shard: Shard) => void): void {
      for (const shard of shards) listen(shard);
      changed.on('shard', listen);
    },
  };
}

export type TableStream = ReturnType<typeof createTableStream>;

/** As Lambda has it. */
function recordOf(item: Item, sequence: number): LambdaStreamRecord {
  const { stream, version } = item;
  return lambdaRecord(
    {
      eventID: String(sequence),
      eventName: 'INSERT',
      dynamodb: {
        ...(stream && version ? { Keys: { stream, version } } : {}),
        NewImage: item,
        SequenceNumber: String(sequence).padStart(21, '0'),
        StreamViewType: 'NEW_IMAGE',
      },
    },
    { streamArn, region: 'us-east-1' },
  );
}
