import type { EventsEntry, HandlerSource } from '../model/model.js';

type Imported = (entry: { readonly source: HandlerSource }) => string;

/** The `format` of the handlers' options, as source; undefined where all is as the runtime has it by default. */
export const formatOption = ({ serialiser, alsoReads, compressAbove, claimCheck }: EventsEntry, imported: Imported): string | undefined => {
  const options = [
    ...(serialiser ? [`serialiser: ${imported(serialiser)}`] : []),
    ...(alsoReads.length > 0 ? [`alsoReads: [${alsoReads.map(imported).join(', ')}]`] : []),
    ...(compressAbove === undefined ? [] : [`compressAbove: ${compressAbove}`]),
    ...(claimCheck ? [`claims: s3Claims(${JSON.stringify(claimCheck)})`] : []),
  ];
  return options.length > 0 ? `format: { ${options.join(', ')} }` : undefined;
};

/** Imports that the option needs: the S3 client is in no bundle whose service has no bucket. */
export const formatImports = ({ claimCheck }: EventsEntry): string[] =>
  claimCheck ? ["import { s3Claims } from 'serverless-event-sourcing-runtime/s3';"] : [];
