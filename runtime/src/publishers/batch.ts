import { hashParts } from '../identity/hash.js';
import type { CloudEvent } from './cloudEvent.js';
import type { TargetRefusal } from './target.js';

/** What SNS and SQS say of an entry of a batch that they did not take. */
type BatchFailure = {
  readonly Id: string | undefined;
  readonly Code: string | undefined;
  readonly Message?: string | undefined;
  readonly SenderFault: boolean | undefined;
};

/** Refusals by the place of the entry, whose id in the batch is its place. */
export function batchRefusals(failures: readonly BatchFailure[] | undefined, count: number): readonly (TargetRefusal | undefined)[] {
  const refusals = new Array<TargetRefusal | undefined>(count).fill(undefined);
  for (const { Id, Code = 'unknown', Message, SenderFault } of failures ?? []) {
    refusals[Number(Id)] = { reason: Message ? `${Code}: ${Message}` : Code, fault: SenderFault === true ? faultOf(Code) : 'passes' };
  }
  return refusals;
}

/** What the code of a refused entry speaks of. */
export function faultOf(code: string): TargetRefusal['fault'] {
  // AWS counts throttling as a fault of the sender.
  if (/throttl|internal|unavailable|timeout/i.test(code)) return 'passes';
  return /denied|authori[sz]|kms|notfound|nonexist|doesnotexist|disabled/i.test(code) ? 'target' : 'event';
}

/** Group and deduplication id of a message: hashes, since streams and ids may be longer than those and hold what they don't take. */
export const fifoKeys = ({ source, id, partitionkey }: CloudEvent) => ({
  MessageGroupId: hashParts(source, partitionkey),
  MessageDeduplicationId: hashParts(source, id),
});
