import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Commit } from '../../../domain/commit.js';
import { EventSourcingError } from '../../../domain/errors.js';
import { type EventFormatOptions, eventFormat } from '../../../serialisers/eventFormat.js';
import { itemBytes, maxItemBytes } from '../itemSize.js';
import type { Claims } from './claim.js';
import { type CommitFacts, type CommitItem, corrupt, decodeFacts, encodeCommit } from './commitItem.js';

/** How commits become items: what their events are written as, and where they go when they are too large for an item. */
export type CodecOptions = EventFormatOptions & {
  /** Keep the events of commits that are larger than DynamoDB's 400 KB. Without them, such commits are refused. */
  readonly claims?: Claims;
};

export type CommitCodec = {
  /** Makes the item of a commit, and stores events that are too large for it elsewhere. @throws CommitTooLarge, or what `claims` throw */
  encode(commit: Commit): Promise<CommitItem>;
  /** Reads an item of the events table, at once where that can be, or the image in one of its stream's records. @throws StreamCorrupt, or what `claims` throw */
  decode(item: CommitItem): Commit | Promise<Commit>;
};

/** Encoding of an item that names none. */
const plain = 'json';

/** The only way between commits and items: of the table, and of its stream. @throws DefinitionInvalid for serialisers of one name */
export function commitCodec({ claims, ...options }: CodecOptions = {}): CommitCodec {
  const format = eventFormat(options);
  const redeemed = async (item: CommitItem, encoding: string, facts: CommitFacts) => {
    if (!claims) throw nowhere(facts);
    return format.decode(encoding, await claims.redeem(item, facts), facts);
  };
  return {
    async encode(commit) {
      const { encoding, stored } = await format.encode(commit);
      const named = encoding === plain ? {} : { encoding: { S: encoding } };
      const item = encodeCommit(commit, { events: typeof stored === 'string' ? { S: stored } : { B: stored }, ...named });
      if (itemBytes(item) <= maxItemBytes) return item;
      if (!claims) throw tooLarge(commit.stream, itemBytes(item), keepLess);

      const { attribute, keep } = claims.claim(commit, typeof stored === 'string' ? Buffer.from(stored) : stored);
      const claimed = encodeCommit(commit, { claim: attribute, ...named });
      if (itemBytes(claimed) > maxItemBytes) throw tooLarge(commit.stream, itemBytes(claimed), keepLessMetadata);
      await keep();
      return claimed;
    },

    decode(item) {
      const facts = decodeFacts(item);
      const encoding = item.encoding?.S ?? plain;
      const events = item.claim ? redeemed(item, encoding, facts) : format.decode(encoding, storedIn(item, facts.stream), facts);
      return events instanceof Promise ? events.then((read) => ({ ...facts, events: read })) : { ...facts, events };
    },
  };
}

function storedIn(item: CommitItem, stream: string): Buffer | string {
  const { S, B }: { S?: string; B?: AttributeValue['B'] | string } = item.events ?? {};
  if (S !== undefined) return S;
  // Lambda's JSON of a stream record has bytes as base64.
  if (typeof B === 'string') return Buffer.from(B, 'base64');
  if (B === undefined) throw corrupt(item, 'events', stream, 'text or bytes');
  return Buffer.from(B.buffer, B.byteOffset, B.byteLength);
}

const keepLess =
  'Let the command yield less, keep the large part elsewhere, or give the event store a claimCheck (eventSourcing.events.claimCheck).';
const keepLessMetadata =
  'This is without its events, which would go to the claimCheck: its metadata must be smaller, or what it tells of a rejection.';

const nowhere = ({ stream, version }: CommitFacts) =>
  new EventSourcingError({
    code: 'StoreRefused',
    message: `The events of ${stream}, version ${version}, are not in the table but in a bucket, and the event store was given none: give it the claimCheck that they were written with.`,
    details: { store: 'claimCheck' },
  });

const tooLarge = (stream: string, size: number, remedy: string) =>
  new EventSourcingError({
    code: 'CommitTooLarge',
    message: `A commit on ${stream} would have ${size} bytes, ${maxItemBytes} at most fit into an item. Nothing was stored. ${remedy}`,
    details: { stream, size, limit: maxItemBytes },
  });
