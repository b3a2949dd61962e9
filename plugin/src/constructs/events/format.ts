import { eventsTableId } from '../../cloudformation/naming.js';
import { allow, type TableUse } from '../../cloudformation/statements.js';
import { sub } from '../../cloudformation/values.js';
import type { CommitFormat } from '../../pipeline/facts.js';
import type { FunctionPart, MergedFunction } from '../../pipeline/functionPart.js';
import { type HandlerSource, js, json, object, runtime, type Source } from '../../pipeline/source.js';
import type { ClaimCheck, EventsConfig } from './eventsConfig.js';

/** What commits are written as. */
export type Format = Pick<EventsConfig, 'compressAbove' | 'claimCheck'> & {
  readonly serialiser?: HandlerSource;
  readonly alsoReads: readonly HandlerSource[];
};

/** Undefined where all is as the runtime has it by default. */
export const formatOf = ({ serialiser, alsoReads, compressAbove, claimCheck }: Format): CommitFormat | undefined => {
  if (serialiser === undefined && alsoReads.length === 0 && compressAbove === undefined && claimCheck === undefined) return undefined;
  return (access) =>
    object({
      serialiser: serialiser && js`${serialiser}`,
      alsoReads: alsoReads.length > 0 ? js`[${alsoReads}]` : undefined,
      compressAbove: compressAbove === undefined ? undefined : js`${json(compressAbove)}`,
      claims: claimCheck && js`${runtime('s3', 's3Claims')}(${bucketOf(claimCheck, access)})`,
    });
};

const bucketOf = (claimCheck: ClaimCheck, access: Source | undefined): Source =>
  access === undefined ? js`${json(claimCheck)}` : js`{ ...${json(claimCheck)}, access: ${access} }`;

/**
 * What a function may do with commits that are kept in a bucket: their keys begin as their streams do, so it reaches those of its own aggregates
 * only. None may delete one.
 */
export const claimsPart = ({ bucket, prefix }: ClaimCheck, { key, reads, writes, follows }: MergedFunction): FunctionPart => {
  const written = keysOf(writes);
  // What it tells others of it has to decode, too.
  const read = [...new Set([...keysOf(reads), ...follows.map((name) => `${name}/*`)])].filter((stream) => !written.includes(stream));
  const objects = (streams: readonly string[]) => streams.map((stream) => sub(`arn:\${AWS::Partition}:s3:::${bucket}/${prefix}${stream}`));
  return {
    key,
    statements: [
      ...(written.length > 0 ? [allow(['s3:GetObject', 's3:PutObject'], objects(written))] : []),
      ...(read.length > 0 ? [allow(['s3:GetObject'], objects(read))] : []),
    ],
  };
};

/** Keys of streams, as `Item/*`. */
const keysOf = (uses: readonly TableUse[]): string[] => [
  ...new Set(uses.flatMap(({ table, keys = [] }) => (table === eventsTableId ? keys : []))),
];
