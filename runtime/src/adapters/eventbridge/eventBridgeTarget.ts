import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { faultOf } from '../../publishers/batch.js';
import { structured } from '../../publishers/cloudEvent.js';
import type { Entry, Target } from '../../publishers/target.js';
import { storeError } from '../aws/storeError.js';

export type EventBridgeTargetOptions = {
  /** Name or ARN of the event bus. Default: `default`. */
  readonly bus?: string;
  /** Default: one of its own. */
  readonly client?: EventBridgeClient;
};

type EventBridgeEntry = Entry & { readonly request: PutEventsRequestEntry };

/**
 * Puts CloudEvents on an event bus, whole, as the `detail`; their source and type are the `source` and `detail-type` that rules match. The bus
 * keeps no order.
 *
 * Limits: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html («less than 1 MB»; requests stay below the smaller
 * meaning of that, since one that is too large is refused with all of its entries).
 */
export function eventBridgeTarget({
  bus = 'default',
  client = new EventBridgeClient({}),
}: EventBridgeTargetOptions = {}): Target<EventBridgeEntry> {
  return {
    name: `Event bus ${bus}`,
    limits: { entries: 10, requestBytes: 1_000_000, entryBytes: 1_048_576 },
    order: 'none',

    entry(event) {
      const Detail = structured(event);
      const request = { EventBusName: bus, Source: event.source, DetailType: event.type, Time: new Date(event.time), Detail };
      return { event, request, size: timeBytes + Buffer.byteLength(event.source + event.type + Detail) };
    },

    async send(entries) {
      const command = new PutEventsCommand({ Entries: entries.map(({ request }) => request) });
      const { Entries: answers = [] } = await client.send(command).catch((error: unknown) => {
        throw storeError(error, bus, 'Event bus');
      });
      return answers.map(({ ErrorCode: code, ErrorMessage: message }) =>
        code === undefined ? undefined : { reason: `${code}: ${message ?? ''}`, fault: faultOf(code) },
      );
    },
  };
}

/** What a time counts for. */
const timeBytes = 14;
