import type { NewMessage } from './queuedMessage.js';
import { invalidParameter, missingParameter, SqsError } from './sqsError.js';

export type SqsInput = Readonly<Record<string, unknown>>;

export const isInput = (value: unknown): value is SqsInput => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text that a request must have. @throws SqsError */
export function textAt(input: SqsInput, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw missingParameter(name);
}

// What SQS takes in a message and in a batch, in bytes.
const maxBytes = 1_048_576;
const maxEntries = 10;
const maxVisibility = 43_200;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a message may hold is said by exclusion.
const notInMessages = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;
const isToken = /^[\x21-\x7e]{1,128}$/;

/** Reads what SendMessage, or an entry of SendMessageBatch, says of a message of a FIFO queue. @throws SqsError */
export function readMessage(input: SqsInput): NewMessage {
  const body = textAt(input, 'MessageBody');
  if (Buffer.byteLength(body) > maxBytes) throw invalidParameter('MessageBody', `must be shorter than ${maxBytes} bytes`);
  if (notInMessages.test(body)) throw new SqsError('InvalidMessageContents', 'The message holds characters that are not allowed.');
  const groupId = tokenAt(input, 'MessageGroupId');
  if (input.MessageDeduplicationId === undefined) {
    throw invalidParameter('MessageDeduplicationId', 'must be given, since the queue has no content-based deduplication');
  }
  return { body, groupId, deduplicationId: tokenAt(input, 'MessageDeduplicationId') };
}

function tokenAt(input: SqsInput, name: string): string {
  const token = textAt(input, name);
  if (isToken.test(token)) return token;
  throw invalidParameter(name, 'can only include alphanumeric and punctuation characters, 1 to 128 in length');
}

/** Reads what ChangeMessageVisibility, or an entry of its batch, says. @throws SqsError */
export function readVisibility(input: SqsInput): { readonly receiptHandle: string; readonly seconds: number } {
  const seconds = input.VisibilityTimeout;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0 || seconds > maxVisibility) {
    throw invalidParameter('VisibilityTimeout', `must be a whole number from 0 to ${maxVisibility}`);
  }
  return { receiptHandle: textAt(input, 'ReceiptHandle'), seconds };
}

/** Reads the entries of a batch. @throws SqsError for what fails a batch as a whole */
export function readBatch({ Entries: entries }: SqsInput): { readonly id: string; readonly entry: SqsInput }[] {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new SqsError(
      'EmptyBatchRequest',
      'There should be at least one entry in the request.',
      'AWS.SimpleQueueService.EmptyBatchRequest',
    );
  }
  if (entries.length > maxEntries) {
    const message = `Maximum number of entries per request are ${maxEntries}. You have sent ${entries.length}.`;
    throw new SqsError('TooManyEntriesInBatchRequest', message, 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest');
  }
  const read = entries.filter(isInput).map((entry) => ({ id: textAt(entry, 'Id'), entry }));
  if (new Set(read.map(({ id }) => id)).size < entries.length) {
    throw new SqsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries have the same Id.',
      'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
    );
  }
  const bytes = read.reduce((sum, { entry }) => sum + Buffer.byteLength(String(entry.MessageBody ?? '')), 0);
  if (bytes > maxBytes) {
    const message = `Batch requests cannot be longer than ${maxBytes} bytes. You have sent ${bytes} bytes.`;
    throw new SqsError('BatchRequestTooLong', message, 'AWS.SimpleQueueService.BatchRequestTooLong');
  }
  return read;
}
