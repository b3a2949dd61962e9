import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Reason } from '../../../domain/aggregates/rejection.js';
import type { Commit } from '../../../domain/commit.js';
import { defined } from '../../../domain/defined.js';
import { EventSourcingError } from '../../../domain/errors.js';
import type { StreamTip } from '../../../eventStore/streamTips.js';

/** A commit as DynamoDB keeps it; its attributes are those of docs/storage.md#events. */
export type CommitItem = Record<string, AttributeValue>;

/** A commit but for its events. */
export type CommitFacts = Omit<Commit, 'events'>;

/** The item of a commit, with the attributes that hold its events: JSON text, unless others are given. */
export function encodeCommit(commit: Commit, eventAttributes: CommitItem = { events: { S: JSON.stringify(commit.events) } }): CommitItem {
  const { stream, version, last, command, events, closes, at, commandId, fingerprint, outcome, correlationId, causationId, metadata } =
    commit;
  return {
    stream: { S: stream },
    version: { N: String(version) },
    last: { N: String(last) },
    types: { SS: [...new Set(events.map(({ type }) => type))] },
    ...eventAttributes,
    ...(closes ? { closes: { BOOL: true } } : {}),
    at: { S: at },
    command: { S: command },
    commandId: { S: commandId },
    ...(fingerprint === undefined ? {} : { fingerprint: { S: fingerprint } }),
    ...defined({ outcome: outcome && { S: JSON.stringify(outcome) } }),
    // Most commands begin something of their own: their id is said once.
    ...(correlationId === commandId ? {} : { correlationId: { S: correlationId } }),
    ...(causationId === commandId ? {} : { causationId: { S: causationId } }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { S: JSON.stringify(metadata) } }),
  };
}

/** Reads all of an item but its events. @throws StreamCorrupt when it is not a commit */
export function decodeFacts(item: CommitItem): CommitFacts {
  const stream = text(item, 'stream', '?');
  const version = wholeNumber(item, 'version', stream);
  const last = wholeNumber(item, 'last', stream);
  const commandId = text(item, 'commandId', stream);
  return {
    stream,
    version,
    last,
    command: text(item, 'command', stream),
    closes: item.closes?.BOOL ?? false,
    at: text(item, 'at', stream),
    commandId,
    ...defined({ fingerprint: item.fingerprint && text(item, 'fingerprint', stream) }),
    ...outcomeOf(item, stream),
    correlationId: item.correlationId === undefined ? commandId : text(item, 'correlationId', stream),
    causationId: item.causationId === undefined ? commandId : text(item, 'causationId', stream),
    metadata: metadataOf(item, stream),
  };
}

/** Reads which commit an item is, and when it was stored. @throws StreamCorrupt when it is none */
export function decodeTip(item: CommitItem): StreamTip {
  const stream = text(item, 'stream', '?');
  const versions = { version: wholeNumber(item, 'version', stream), last: wholeNumber(item, 'last', stream) };
  return { stream, ...versions, at: text(item, 'at', stream) };
}

function text(item: CommitItem, name: string, stream: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw corrupt(item, name, stream, 'a string');
  return value;
}

function wholeNumber(item: CommitItem, name: string, stream: string): number {
  const value = Number(item[name]?.N);
  if (!Number.isSafeInteger(value) || value < 1) throw corrupt(item, name, stream, 'a whole number from 1');
  return value;
}

const metadataOf = (item: CommitItem, stream: string): Commit['metadata'] => jsonOf<Commit['metadata']>(item, 'metadata', stream) ?? {};

function outcomeOf(item: CommitItem, stream: string): Pick<Commit, 'outcome'> {
  if (item.outcome === undefined) return {};
  const outcome = jsonOf<Partial<Reason> | null>(item, 'outcome', stream);
  // If it were ignored, a rejected command would look like an accepted one.
  if (typeof outcome?.code !== 'string') throw corrupt(item, 'outcome', stream, 'JSON text with a code');
  return { outcome: { ...outcome, code: outcome.code } };
}

function jsonOf<Value>(item: CommitItem, name: string, stream: string): Value | undefined {
  const json = item[name]?.S;
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw corrupt(item, name, stream, 'JSON text', cause);
  }
}

/** The error for an attribute that is missing, or of the wrong type. */
export const corrupt = (item: CommitItem, name: string, stream: string, wanted: string, cause?: unknown) =>
  new EventSourcingError({
    code: 'StreamCorrupt',
    message: `An item of the events table is no commit (stream '${stream}', version ${item.version?.N ?? '?'}): ${name} must be ${wanted}, ${JSON.stringify(item[name])?.slice(0, 200)} found.`,
    details: { stream },
    cause,
  });
