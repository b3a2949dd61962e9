import { SQSClient } from '@aws-sdk/client-sqs';
import { defined } from '../../domain/defined.js';

/** Name of the variable that tells a function the URL of its service's queue of commands. Written by the plugin. */
const queueVariable = 'EVENT_SOURCING_COMMAND_QUEUE';

/** A queue, and a client for it. */
export type QueueOptions = {
  /** Default: the queue of the service, in a function that the plugin made. */
  readonly queueUrl?: string;
  /** Default: one of its own, for the host that the URL names. */
  readonly client?: SQSClient;
};

/** The queue that options name, and its client. @throws Error where no URL is given */
export function queueClient({ queueUrl = process.env[queueVariable], client }: QueueOptions): {
  readonly queueUrl: string;
  readonly client: SQSClient;
} {
  if (queueUrl === undefined) {
    throw new Error(
      `${queueVariable} is not set, and no queueUrl was given: pass the queue's URL, or turn on eventSourcing.commandQueue for a function that the plugin makes.`,
    );
  }
  return { queueUrl, client: client ?? clientFor(queueUrl) };
}

/** The URL has the partition, the region or, offline, the port: whatever else the environment says of SQS is for other queues. */
function clientFor(queueUrl: string): SQSClient {
  const { origin, hostname } = new URL(queueUrl);
  const [, region] = /^sqs\.([a-z0-9-]+)\./.exec(hostname) ?? [];
  return new SQSClient({ endpoint: origin, ...defined({ region }) });
}
