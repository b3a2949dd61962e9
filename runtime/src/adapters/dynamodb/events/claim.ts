import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Commit } from '../../../domain/commit.js';
import { EventSourcingError } from '../../../domain/errors.js';
import { parseStreamName } from '../../../domain/stream.js';
import type { BlobStore } from '../../../eventStore/blobStore.js';
import { type CommitItem, corrupt } from './commitItem.js';

/** Keeps events elsewhere, and gets them back. Passed to a codec, since one without has no use for the code. */
export type Claims = {
  /** Makes the claim of a commit's events; they are not stored yet. */
  claim(place: Place, bytes: Uint8Array): { readonly attribute: AttributeValue; keep(): Promise<void> };
  /** The events that an item's claim is for. @throws StreamCorrupt when they are gone, or are others */
  redeem(item: CommitItem, place: Place): Promise<Buffer>;
};

/** Claims on blobs of a store. */
export const claims = (blobs: BlobStore): Claims => ({
  claim(place, bytes) {
    const claim = claimOf(place, bytes);
    return { attribute: encodeClaim(claim), keep: () => blobs.put(claim.key, bytes) };
  },
  redeem: async (item, place) => redeem(decodeClaim(item, place.stream), blobs, place),
});

/** What an item holds instead of events that are stored elsewhere: their key, and their hash. */
type Claim = { readonly key: string; readonly bytes: number; readonly sha256: string };

/** Which commit it is about. */
type Place = Pick<Commit, 'stream' | 'version'>;

/**
 * The claim of a commit's events. Their hash is in the key: the loser of the race for a version overwrites nothing of the winner's, and
 * a retry puts the same bytes again.
 */
function claimOf({ stream, version }: Place, bytes: Uint8Array): Claim {
  const { aggregate, aggregateId } = parseStreamName(stream);
  const sha256 = hash(bytes);
  return { key: `${aggregate}/${encodeURIComponent(aggregateId)}/${version}/${sha256}`, bytes: bytes.length, sha256 };
}

const encodeClaim = ({ key, bytes, sha256 }: Claim): AttributeValue => ({
  M: { key: { S: key }, bytes: { N: String(bytes) }, sha256: { S: sha256 } },
});

/** The claim in an item. @throws StreamCorrupt when it is none */
function decodeClaim(item: CommitItem, stream: string): Claim {
  const { key, bytes, sha256 } = item.claim?.M ?? {};
  if (key?.S === undefined || bytes?.N === undefined || sha256?.S === undefined) {
    throw corrupt(item, 'claim', stream, 'a map of key, bytes and sha256');
  }
  return { key: key.S, bytes: Number(bytes.N), sha256: sha256.S };
}

async function redeem(claim: Claim, blobs: BlobStore, place: Place): Promise<Buffer> {
  const bytes = await blobs.get(claim.key);
  if (!bytes) throw broken(claim, place, 'and nothing is there');
  const sha256 = hash(bytes);
  if (sha256 !== claim.sha256) {
    throw broken(
      claim,
      place,
      `and others are there: ${bytes.length} bytes with SHA-256 ${sha256}, ${claim.bytes} with ${claim.sha256} were kept`,
    );
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const broken = ({ key }: Claim, { stream, version }: Place, what: string) =>
  new EventSourcingError({
    code: 'StreamCorrupt',
    message: `The events of ${stream}, version ${version}, are kept as '${key}', ${what}. Restore that object, from its earlier versions for one.`,
    details: { stream },
  });
