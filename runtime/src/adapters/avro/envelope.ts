import types from 'avsc/lib/types.js';

/** A commit's events in Avro: who wrote what is there once for all events of a type. */
export type Envelope = {
  readonly writers: readonly { readonly type: string; readonly fingerprint: Buffer }[];
  /** `writer`: index in `writers`. `rest`: JSON of what an event has beside its type and data. */
  readonly events: readonly { readonly writer: number; readonly rest: string | null; readonly data: Buffer }[];
};

const envelope = types.Type.forSchema({
  type: 'record',
  name: 'Events',
  fields: [
    {
      name: 'writers',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Writer',
          fields: [
            { name: 'type', type: 'string' },
            { name: 'fingerprint', type: { type: 'fixed', name: 'SHA256', size: 32 } },
          ],
        },
      },
    },
    {
      name: 'events',
      type: {
        type: 'array',
        items: {
          type: 'record',
          name: 'Event',
          fields: [
            { name: 'writer', type: 'int' },
            { name: 'rest', type: ['null', 'string'] },
            { name: 'data', type: 'bytes' },
          ],
        },
      },
    },
  ],
});

export const encodeEnvelope = (content: Envelope): Buffer => envelope.toBuffer(content);

/** @throws Error (avsc's own) for bytes that are none */
export const decodeEnvelope = (bytes: Buffer): Envelope => envelope.fromBuffer(bytes);
