import { setMaxListeners } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFault } from '../../userFault.js';
import { given } from '../../values.js';
import type { Invoke } from '../pump/deliver.js';
import { untilStopped } from '../pump/untilStopped.js';
import { createFifoQueue } from './fifoQueue.js';
import type { QueueStore } from './queuedMessage.js';
import { pumpQueue } from './queuePump.js';
import type { LocalQueue } from './sqsActions.js';
import { sqsEndpoint } from './sqsEndpoint.js';

/** A FIFO queue and the function behind it, as the template has them. */
export type QueueConsumer = {
  /** Logical id of the queue. */
  readonly queueId: string;
  readonly queueName: string;
  /** Name of the deployed function. */
  readonly functionName: string;
  readonly batchSize: number;
  readonly maxReceiveCount: number;
};

export type LocalQueuesOptions = {
  readonly consumers: readonly QueueConsumer[];
  readonly region: string;
  /** `wanted` is taken or refused; a port that is only `preferred` gives way to any that is free. */
  readonly port: { readonly wanted: number } | { readonly preferred: number };
  /** Where a queue's messages outlive the process. Default: nowhere. */
  readonly storeOf?: (queueName: string) => QueueStore;
  readonly now?: () => number;
  readonly newId?: () => string;
};

export type LocalQueues = {
  readonly endpoint: string;
  /** URL of each queue, by its logical id. */
  readonly urls: ReadonlyMap<string, string>;
  /** Begins to feed the functions. */
  start(options: { readonly invoke: Invoke<object>; readonly warn: (message: string) => void }): void;
  /** Takes no more messages and delivers none; resolves once nothing runs any more. */
  stop(): Promise<void>;
};

const host = '127.0.0.1';
const account = '000000000000';

/** Opens the queues of a service, in this process. Throws a `UserFault` when the port that is wanted is taken. */
export async function openQueues(options: LocalQueuesOptions): Promise<LocalQueues> {
  const { consumers, region, port, storeOf, now = Date.now, newId = () => crypto.randomUUID() } = options;
  const queues: LocalQueue[] = [];
  const server = sqsEndpoint(() => queues);
  const endpoint = `http://${host}:${await listen(server, port)}`;
  // The queues end with the process, and do not keep it.
  server.unref();
  const feeds = consumers.map(({ queueName, maxReceiveCount, ...consumer }) => {
    const store = storeOf?.(queueName);
    const queue = createFifoQueue({ name: queueName, maxReceiveCount, now, newId, ...given({ store }) });
    const arn = `arn:aws:sqs:${region}:${account}:${queueName}`;
    queues.push({ queue, arn, url: `${endpoint}/${account}/${queueName}` });
    return { queue, arn, ...consumer };
  });
  const end = new AbortController();
  const { signal } = end;
  setMaxListeners(0, signal);
  const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  let running: Promise<void>[] = [];

  return {
    endpoint,
    urls: new Map(consumers.map(({ queueId, queueName }) => [queueId, `${endpoint}/${account}/${queueName}`])),
    start({ invoke: invokeAny, warn }) {
      const invoke: Invoke<object> = (functionName, event) => untilStopped(invokeAny(functionName, event), signal);
      running = feeds.map((feed) => pumpQueue({ ...feed, region, invoke, warn, wait, signal }));
    },
    async stop() {
      end.abort();
      server.close();
      server.closeAllConnections();
      await Promise.all(running);
    },
  };
}

async function listen(server: Server, port: LocalQueuesOptions['port']): Promise<number> {
  if ('preferred' in port) return (await tryPort(server, port.preferred)) ?? (await tryPort(server, 0)) ?? 0;
  const got = await tryPort(server, port.wanted);
  if (got !== undefined) return got;
  throw new UserFault({
    code: 'LOCAL_QUEUE_PORT_TAKEN',
    message: `Port ${port.wanted} for the local queues (SQS_PORT) is taken: stop what listens there, or set SQS_PORT to a free port.`,
  });
}

/** The port that the server listens on, or undefined if it is taken. */
function tryPort(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error);
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
