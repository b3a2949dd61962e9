import type { EventsEntry } from '../../model/model.js';
import type { DefinitionImports } from '../../pipeline/handlers/definitionImports.js';

/**
 * What commits are written as, as source of an object; undefined where all is as the runtime has it by default. `access`: source of how a
 * bucket is reached, where that is not as the AWS SDK finds it.
 */
export const formatSource = (
  { serialiser, alsoReads, compressAbove, claimCheck }: EventsEntry,
  { imported, list }: DefinitionImports,
  access?: string,
): string | undefined => {
  const options = [
    ...(serialiser ? [`serialiser: ${imported(serialiser)}`] : []),
    ...(alsoReads.length > 0 ? [`alsoReads: ${list(alsoReads)}`] : []),
    ...(compressAbove === undefined ? [] : [`compressAbove: ${compressAbove}`]),
    ...(claimCheck ? [`claims: s3Claims(${bucketOf(claimCheck, access)})`] : []),
  ];
  return options.length > 0 ? `{ ${options.join(', ')} }` : undefined;
};

/** Whether commits are written in any other way than the runtime does by default. */
export const hasFormat = ({ serialiser, alsoReads, compressAbove, claimCheck }: EventsEntry): boolean =>
  serialiser !== undefined || alsoReads.length > 0 || compressAbove !== undefined || claimCheck !== undefined;

const bucketOf = (claimCheck: object, access: string | undefined): string =>
  access === undefined ? JSON.stringify(claimCheck) : `{ ...${JSON.stringify(claimCheck)}, access: ${access} }`;

/** Imports that it needs: the S3 client is in no bundle whose service has no bucket. */
export const formatImports = ({ claimCheck }: EventsEntry): string[] =>
  claimCheck ? ["import { s3Claims } from 'serverless-event-sourcing-runtime/s3';"] : [];
