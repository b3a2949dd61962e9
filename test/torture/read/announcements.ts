import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createFifoQueue } from '../../../plugin/src/local/queues/fifoQueue.js';
import type { QueuedMessage } from '../../../plugin/src/local/queues/queuedMessage.js';
import { queueRecord } from '../../../plugin/src/local/queues/queueRecord.js';
import { sqsEndpoint } from '../../../plugin/src/local/queues/sqsEndpoint.js';
import { announceThrough } from '../../../runtime/src/adapters/sqs/announceThrough.js';
import { postponeThrough } from '../../../runtime/src/adapters/sqs/postponeThrough.js';
import type { QueueEvent } from '../../../runtime/src/lambda/commands/commandBatch.js';
import type { StreamResponse } from '../../../runtime/src/lambda/consumers/streamEvent.js';
import type { StreamHandler } from '../../../runtime/src/lambda/index.js';
import { randomOf } from '../random.js';
import { portCall, through } from './gate.js';
import type { TortureFunction } from './invoke.js';
import type { QueueFault } from './report.js';

const name = 'outbox.fifo';
const arn = `arn:aws:sqs:us-east-1:000000000000:${name}`;
const region = 'us-east-1';
/** The queue's clock is so much faster: what failed comes again after 5 of its seconds, and what is sent twice is known for 5 of its minutes. */
const faster = 25;
/** Batches on their way at once. */
const readers = 3;
const largest = 10;

export type Announcements = Awaited<ReturnType<typeof createAnnouncements>>;

/** A queue of SQS that commits are announced through, reached as one is. A group's messages come in order, one batch of them at a time. */
export async function createAnnouncements() {
  const queue = createFifoQueue({
    name,
    maxReceiveCount: Number.POSITIVE_INFINITY,
    now: () => Date.now() * faster,
    newId: randomUUID,
  });
  const server = sqsEndpoint(() => [{ queue, url: '', arn }]).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SQSClient({ endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const options = { client, queueUrl: `${endpoint}/${name}` };
  const [announce, postpone] = [announceThrough(options), postponeThrough(options)];
  const call = portCall('queue', 'write');

  return {
    backlog: queue.size,
    announce: (announcements: Parameters<typeof announce>[0]) => through(call, () => announce(announcements)),
    postpone: (messages: Parameters<typeof postpone>[0]) => through(call, () => postpone(messages)),

    /** Feeds a function until the signal ends it. Some of what was taken is not deleted, and comes again. */
    async feed({ seed, fn, happened, isCalm, forgetful = false, signal }: FeedOptions): Promise<void> {
      await Promise.all(
        Array.from({ length: readers }, async (_, reader) => {
          const container = fn.container();
          for (let step = 0; !signal.aborted; step += 1) {
            const random = randomOf(seed, reader, step, 'queue');
            const batch = queue.receive(random.whole(1, largest), Number.POSITIVE_INFINITY);
            if (batch.length === 0 || (!isCalm() && random.chance(0.1))) await sleep(random.whole(5, 100));
            if (batch.length === 0) continue;
            const event = { Records: batch.map((message) => queueRecord(message, { arn, region })) };
            const failed = failedOf(batch, await container.run<StreamResponse>((handler, context) => handler(eventOf(event), context)));
            if (failed.size > 0) happened('queuedAgain');
            const kept = !isCalm() && random.chance(0.06);
            if (kept) happened('queuedTwice');
            queue.settle(batch, { failed: kept ? allOf(batch) : forgetful ? new Set() : failed });
          }
        }),
      );
    },

    async close() {
      client.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type FeedOptions = {
  readonly seed: number;
  readonly fn: TortureFunction<StreamHandler>;
  readonly happened: (fault: QueueFault) => void;
  readonly isCalm: () => boolean;
  /** What was not taken is deleted: a planted fault. */
  readonly forgetful?: boolean;
  readonly signal: AbortSignal;
};

/** As text on its way: what a function is given is its own. */
const eventOf = (event: object): QueueEvent => JSON.parse(JSON.stringify(event));

/** Of an invocation that was killed, or failed, all. */
const failedOf = (batch: readonly QueuedMessage[], response: StreamResponse | undefined): ReadonlySet<string> =>
  new Set(response ? response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) : allOf(batch));

const allOf = (batch: readonly QueuedMessage[]): ReadonlySet<string> => new Set(batch.map(({ messageId }) => messageId));
