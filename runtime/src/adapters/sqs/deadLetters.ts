import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { storeError } from '../aws/storeError.js';
import { maxMessageBytes } from './limits.js';
import { queueClient } from './queueClient.js';

/** Name of the variable with the URL of the queue for events that cannot be recorded. Written by the plugin. */
const deadLettersVariable = 'EVENT_SOURCING_INTAKE_DEAD_LETTERS';

export type DeadLettersOptions = {
  /** Default: the queue of the intake, in a function that the plugin made. */
  readonly queueUrl?: string;
  /** Default: one of its own, for the host that the URL names. */
  readonly client?: SQSClient;
};

/** A record that is set aside. */
type Letter = { readonly records: { readonly [partition: string]: readonly object[] }; readonly error: object };

/**
 * Sends events that an intake can never record to a queue, as JSON. For one that is too large, its place in Kafka is sent without the value.
 *
 * @throws Error where no queue is named; from what it gives, StoreThrottled, StoreUnavailable, StoreRefused
 */
export function deadLetters({ queueUrl: given = process.env[deadLettersVariable], ...rest }: DeadLettersOptions = {}) {
  if (given === undefined) throw new Error(`${deadLettersVariable} is not set, and no queueUrl was given.`);
  let opened: ReturnType<typeof queueClient> | undefined;
  return async (letter: Letter): Promise<void> => {
    // Not before: offline there is no such queue, and nothing to set aside.
    opened ??= queueClient({ queueUrl: given, ...rest });
    const { client, queueUrl } = opened;
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: bodyOf(letter) })).catch((error: unknown) => {
      throw storeError(error, queueUrl, 'Queue');
    });
  };
}

function bodyOf(letter: Letter): string {
  const whole = JSON.stringify(letter);
  return Buffer.byteLength(whole) <= maxMessageBytes ? whole : JSON.stringify({ ...letter, records: places(letter), tooLarge: true });
}

const places = ({ records }: Letter): Letter['records'] =>
  Object.fromEntries(
    Object.entries(records).map(([partition, list]) => [
      partition,
      list.map((record) => Object.fromEntries(Object.entries(record).filter(([name]) => !large.has(name)))),
    ]),
  );

const large: ReadonlySet<string> = new Set(['key', 'value', 'headers']);
