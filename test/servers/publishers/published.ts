import { randomUUID } from 'node:crypto';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { CreateQueueCommand, DeleteMessageBatchCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { type CloudEvent, type Commit, publishEvents } from '../../../runtime/src/index.js';
import { Account } from '../../runtime/accountFixture.js';
import { commit, deposited, opened } from '../../runtime/commitBuilders.js';

/** All events of accounts, as they are. */
export const everything = publishEvents({ name: 'audit', from: [Account], events: ['*'] });

/** A name that nothing else on the server has. */
export const unique = (what: string): string => `${what}-${randomUUID().slice(0, 8)}`;

/** Commits of an account: it is opened, and then `deposits` times two amounts are deposited at once. */
export const history = (stream: string, deposits: number): readonly Commit[] => [
  commit(stream, 1, [opened()]),
  ...Array.from({ length: deposits }, (_, index) => commit(stream, 2 + 2 * index, [deposited(index + 1), deposited(index + 1)])),
];

/** Ids of an account's events, in order. */
export const addresses = (stream: string, deposits: number): string[] =>
  Array.from({ length: 1 + 2 * deposits }, (_, index) => `${stream}@${index + 1}`);

/** Ids of one stream's events, as they came. */
export const ofStream = (events: readonly CloudEvent[], stream: string): string[] =>
  events.filter(({ partitionkey }) => partitionkey === stream).map(({ id }) => id);

export async function makeQueue(client: SQSClient, name: string): Promise<{ readonly url: string; readonly arn: string }> {
  const Attributes = name.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
  const { QueueUrl: url = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  const { Attributes: made } = await client.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
  return { url, arn: made?.QueueArn ?? '' };
}

/** Bodies of a queue's messages, in the order in which they come, until there are so many. @throws Error where they do not come */
export async function receive(client: SQSClient, QueueUrl: string, count: number): Promise<string[]> {
  const bodies: string[] = [];
  for (let empty = 0; bodies.length < count; ) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }));
    bodies.push(...Messages.map(({ Body = '' }) => Body));
    if (Messages.length === 0 && ++empty > 30) throw new Error(`${QueueUrl} had ${bodies.length} messages of ${count}.`);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    if (Entries.length > 0) await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  return bodies;
}
