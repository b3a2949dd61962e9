import type { Invoke, InvokeResult } from '../pump/deliver.js';
import { reportedFailures } from '../pump/reportedFailures.js';
import type { BatchEnd, FifoQueue } from './fifoQueue.js';
import type { QueuedMessage } from './queuedMessage.js';
import { queueRecord } from './queueRecord.js';

/** A queue that feeds a function, with all that it takes to do so. */
export type QueuePumpOptions = {
  readonly queue: FifoQueue;
  readonly arn: string;
  readonly region: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly invoke: Invoke<object>;
  readonly warn: (message: string) => void;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
};

/** Lambda takes six megabytes in one event, its frame and the text's quotes included. */
const maxBatchBytes = 2_500_000;
/** Batches on their way at once: Lambda begins with five. */
const concurrency = 5;
const pollInterval = 100;

/**
 * Delivers a queue's messages to its function as an event source mapping with ReportBatchItemFailures does, until it is stopped. What was on
 * its way then stays in the queue.
 */
export async function pumpQueue(options: QueuePumpOptions): Promise<void> {
  await Promise.all(Array.from({ length: concurrency }, () => deliverAll(options)));
}

// Nobody is told of a connection that was lost because the service ends or reloads.
const patience = 4;

async function deliverAll(options: QueuePumpOptions): Promise<void> {
  const { queue, functionName, batchSize, wait, warn, signal } = options;
  let unreached = 0;
  while (!signal.aborted) {
    const batch = queue.receive(batchSize, maxBatchBytes);
    if (batch.length === 0) {
      await wait(pollInterval);
      continue;
    }
    const { end, error, unreachable } = await attempt(batch, options);
    unreached = unreachable === undefined ? 0 : unreached + 1;
    if (unreached === patience) warn(`${functionName} cannot be reached for ${queue.name}: ${unreachable}. Trying again until it can.`);
    for (const dead of queue.settle(batch, signal.aborted ? { unreachable: true } : end)) warn(complaint(options, dead, error));
  }
}

type Attempt = { readonly end: BatchEnd; readonly error?: string; readonly unreachable?: string };

async function attempt(batch: readonly QueuedMessage[], { invoke, functionName, arn, region }: QueuePumpOptions): Promise<Attempt> {
  const failedAll = (error: string): Attempt => ({ end: { failed: new Set(batch.map(({ messageId }) => messageId)) }, error });
  const result = await invoke(functionName, { Records: batch.map((message) => queueRecord(message, { arn, region })) }).catch(
    (error: unknown): InvokeResult => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  if ('unreachable' in result) return { end: { unreachable: true }, unreachable: result.unreachable };
  if ('error' in result) return failedAll(result.error);
  const reported = reportedFailures(result.response);
  if ('error' in reported) return failedAll(reported.error);
  const failed = new Set(batch.map(({ messageId }) => messageId).filter((messageId) => reported.identifiers.includes(messageId)));
  if (failed.size < new Set(reported.identifiers).size) return failedAll('it reports a failure of a message that was not in the batch');
  return { end: { failed } };
}

const shown = 300;

function complaint({ queue, functionName }: QueuePumpOptions, { body, receives }: QueuedMessage, error?: string): string {
  const text = body.length > shown ? `${body.slice(0, shown)}…` : body;
  const reason = error === undefined ? '' : ` (${error})`;
  return `${functionName} failed on a message of ${queue.name} ${receives} times${reason}: it is set aside as a dead letter, until the service ends. ${text}`;
}
