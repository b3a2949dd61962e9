import { DeleteMessageCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsSettings } from '../endpoints.js';
import type { Deployment } from './deployment.js';
import { failuresIn, mappingOf } from './mappings.js';

let client: SQSClient | undefined;

/** A client of moto's SQS. */
export const sqs = (): SQSClient => {
  client ??= new SQSClient(awsSettings());
  return client;
};

/** A queue as the template has it, and the function behind it. */
export type QueueSource = { readonly functionKey: string; readonly queueId: string; readonly queueName: string };

/** One invocation: the messages that it had, and those that it says have failed, by their bodies. */
export type Polled = { readonly delivered: readonly string[]; readonly failed: readonly string[] };

/** A message as Lambda hands it to a function. */
const recordOf = (message: Message) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes,
  messageAttributes: {},
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  awsRegion: awsSettings().region,
});

/**
 * Plays the mapping from a queue to a function once: receives, invokes, and deletes what the function does not report. `seconds`: how long to
 * wait for a message. `visibility`: seconds after which what failed comes again, instead of what the queue says.
 */
export async function pollQueue(
  { lambda, template, queueUrl }: Deployment,
  { functionKey, queueId, queueName }: QueueSource,
  { seconds = 0, visibility }: { readonly seconds?: number; readonly visibility?: number } = {},
): Promise<Polled> {
  const { BatchSize } = mappingOf(template, functionKey, queueId);
  const QueueUrl = await queueUrl(queueName);
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: Math.min(BatchSize, 10),
    WaitTimeSeconds: seconds,
    ...(visibility === undefined ? {} : { VisibilityTimeout: visibility }),
    MessageSystemAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs().send(receive);
  if (Messages.length === 0) return { delivered: [], failed: [] };
  const failures = failuresIn(await (await lambda(functionKey)).invoke({ Records: Messages.map(recordOf) }));
  for (const { MessageId = '', ReceiptHandle } of Messages) {
    if (!failures.includes(MessageId)) await sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  const bodies = (messages: readonly Message[]) => messages.map(({ Body = '' }) => Body);
  return { delivered: bodies(Messages), failed: bodies(Messages.filter(({ MessageId = '' }) => failures.includes(MessageId))) };
}

/** More than any test has: a message that comes again and again is a mistake. */
const mostPolls = 200;

/** Plays the mapping until nothing more is to be received now. @throws Error where there is no end to it */
export async function drainQueue(deployment: Deployment, source: QueueSource): Promise<readonly Polled[]> {
  const polls: Polled[] = [];
  while (polls.length < mostPolls) {
    const polled = await pollQueue(deployment, source);
    if (polled.delivered.length === 0) return polls;
    polls.push(polled);
  }
  throw new Error(`${source.queueName} does not become empty: ${polls.at(-1)?.delivered}`);
}
