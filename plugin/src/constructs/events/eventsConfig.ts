import type { FromSchema } from 'json-schema-to-ts';
import { given } from '../../values.js';
import { handler } from '../schemas/definitions.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

export const eventsSchema = {
  type: 'object',
  additionalProperties: false,
  description: 'an object such as { compressAbove: 2048, claimCheck: { bucket: large-commits } }',
  properties: {
    serialiser: handler,
    alsoReads: {
      type: 'array',
      uniqueItems: true,
      items: handler,
      description: 'a list of serialisers such as [src/serialisers.avro], none twice',
    },
    compressAbove: {
      description: 'a whole number of bytes from 0, or false',
      anyOf: [
        { type: 'integer', minimum: 0, description: 'a whole number of bytes from 0, or false' },
        { type: 'boolean', const: false, description: 'a whole number of bytes from 0, or false' },
      ],
    },
    claimCheck: {
      type: 'object',
      additionalProperties: false,
      required: ['bucket'],
      description: 'an object such as { bucket: large-commits, prefix: events/ }',
      properties: {
        // A name, since the functions are told it offline, too: no intrinsic function.
        bucket: {
          type: 'string',
          pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
          description: "the name of an S3 bucket: 3 to 63 small letters, digits, hyphens and dots, such as 'large-commits'",
        },
        prefix: {
          type: 'string',
          pattern: '^[A-Za-z0-9/_.-]{0,200}$',
          description: "what keys begin with: at most 200 letters, digits, '/', '_', '.' and '-', such as 'events/'",
        },
      },
    },
  },
} as const;

export type EventsBlock = FromSchema<typeof eventsSchema>;

/** What commits are written as. Serialisers are handlers, such as `src/serialisers.avro`. */
export type EventsConfig = {
  readonly serialiser?: string;
  readonly alsoReads: readonly string[];
  /** Unset: the runtime's default. */
  readonly compressAbove?: number | false;
  readonly claimCheck?: ClaimCheck;
};

/** The bucket of commits that are too large for an item of the table. */
export type ClaimCheck = { readonly bucket: string; readonly prefix: string };

export const eventsOf = ({ serialiser, alsoReads = [], compressAbove, claimCheck }: EventsBlock = {}): EventsConfig => ({
  alsoReads,
  ...given({ serialiser, compressAbove, claimCheck: claimCheck && { prefix: '', ...claimCheck } }),
});
