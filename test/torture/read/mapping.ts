import { setTimeout as sleep } from 'node:timers/promises';
import { takenOf } from '../../../plugin/src/local/pump/deliver.js';
import type { LambdaStreamRecord } from '../../../plugin/src/local/pump/record.js';
import type { StreamEvent, StreamResponse } from '../../../runtime/src/lambda/consumers/streamEvent.js';
import type { StreamHandler } from '../../../runtime/src/lambda/index.js';
import { type Random, randomOf } from '../random.js';
import type { TortureFunction } from './invoke.js';
import type { StreamFault } from './report.js';
import type { Shard, TableStream } from './stream.js';

export type MappingOptions = {
  readonly seed: number;
  readonly stream: TableStream;
  readonly fn: TortureFunction<StreamHandler>;
  readonly happened: (fault: StreamFault) => void;
  readonly signal: AbortSignal;
};

/** An event source mapping: it feeds a function with each shard of a stream, in batches, and again what the function did not take. */
export type Mapping = {
  /** Records that the function has not taken yet. */
  backlog(): number;
  /** From now on, nothing is delivered twice. */
  becomeCalm(): void;
  /** Settled when the signal has ended all of its readers. */
  ended(): Promise<void>;
};

/** Records of a batch, at most. */
const largest = 40;

export function startMapping({ seed, stream, fn, happened, signal }: MappingOptions): Mapping {
  const readers = new Map<Shard, { position: number; readonly reading: Promise<void> }>();
  let calm = false;

  async function read(shard: Shard): Promise<void> {
    const random = randomOf(seed, fn.name, shard.id, 'batches');
    const container = fn.container();
    while (!signal.aborted) {
      const position = positionOf(shard);
      const part = shard.records.slice(position, position + random.whole(1, random.chance(0.3) ? largest : 8));
      if (part.length === 0) {
        if (shard.closed) return;
        await stream.more(signal);
        continue;
      }
      const taken = takenBy(part, await container.run<StreamResponse>((handler, context) => handler(eventOf(part), context)));
      if (taken < part.length) {
        happened('retried');
        await sleep(random.whole(1, 40));
      }
      move(shard, position + taken - again(random, position + taken));
    }
  }

  /** Records that are delivered once more, in other batches: what the mapping knew of its position is lost. */
  function again(random: Random, position: number): number {
    if (calm || !random.chance(0.05)) return 0;
    happened('rewound');
    return Math.min(position, random.whole(1, 30));
  }

  const positionOf = (shard: Shard): number => readers.get(shard)?.position ?? 0;
  const move = (shard: Shard, position: number): void => {
    const reader = readers.get(shard);
    if (reader) reader.position = position;
  };
  stream.onShard((shard) => {
    const reading = Promise.resolve().then(() => read(shard));
    readers.set(shard, { position: 0, reading });
  });

  return {
    backlog: () => [...readers].reduce((sum, [shard, { position }]) => sum + shard.records.length - position, 0),
    becomeCalm() {
      calm = true;
    },
    async ended() {
      await Promise.all([...readers.values()].map(({ reading }) => reading));
    },
  };
}

/** As text on its way: what a function is given is its own. */
const eventOf = (part: readonly LambdaStreamRecord[]): StreamEvent => JSON.parse(JSON.stringify({ Records: part }));

/** How many records from the front count as taken. Of an invocation that was killed, or failed, none. */
function takenBy(part: readonly LambdaStreamRecord[], response: StreamResponse | undefined): number {
  return response === undefined ? 0 : takenOf(part, response).taken;
}
