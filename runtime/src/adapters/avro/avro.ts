import type { Schema } from 'avsc';
import type { Commit } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import { streamName } from '../../domain/stream.js';
import type { Serialiser } from '../../serialisers/serialiser.js';
import { decodeEnvelope, encodeEnvelope } from './envelope.js';
import { type History, historyOf } from './history.js';

/** An Avro schema, as JSON. */
export type AvroSchema = Schema;

/** The schema of an event's data, or all that it has had, the newest last. */
export type SchemaHistory = AvroSchema | readonly AvroSchema[] | AsWritten;

type AsWritten = { readonly kind: 'asWritten'; readonly schemas: readonly AvroSchema[] };

/** By aggregate, by event type. */
export type AvroSchemas = Readonly<Record<string, Readonly<Record<string, SchemaHistory>>>>;

/**
 * A serialiser that writes events in Avro. The newest schema writes; what an older one has written is resolved to the newest as Avro
 * has it: defaults for what was added, promotions, aliases. A field whose default is null may be left out.
 *
 * @throws DefinitionInvalid for what is no schema, or one whose events the newest cannot read
 * @example
 * const price = { type: 'record', name: 'PriceUpdated', fields: [{ name: 'price', type: 'double' }] } as const;
 * const priced = { ...price, fields: [...price.fields, { name: 'currency', type: 'string', default: 'EUR' }] } as const;
 * export const serialiser = avro({ Item: { PriceUpdated: [price, priced] } });
 */
export function avro(schemas: AvroSchemas): Serialiser {
  const histories = new Map<string, History>(
    Object.entries(schemas).flatMap(([aggregate, events]) =>
      Object.entries(events).map(([type, history]) => [nameOf(aggregate, type), compile(nameOf(aggregate, type), history)] as const),
    ),
  );
  const historyOfEvent = (aggregate: string, type: string): History => {
    const history = histories.get(nameOf(aggregate, type));
    if (history) return history;
    throw missing(aggregate, type);
  };

  return {
    name: 'avro',

    encode(events, { aggregate, aggregateId }) {
      const stream = streamName(aggregate, aggregateId);
      const writers = [...new Set(events.map(({ type }) => type))];
      return encodeEnvelope({
        writers: writers.map((type) => ({ type, fingerprint: historyOfEvent(aggregate, type).fingerprint })),
        events: events.map(({ type, data, ...rest }) => ({
          writer: writers.indexOf(type),
          rest: Object.keys(rest).length === 0 ? null : JSON.stringify(rest),
          data: historyOfEvent(aggregate, type).write(data, stream),
        })),
      });
    },

    decode(bytes, { aggregate }) {
      const { writers, events } = decodeEnvelope(bytes);
      return events.map(({ writer: index, rest, data }): Commit['events'][number] => {
        const writer = writers[index];
        if (!writer) throw new Error(`An event names writer ${index}, and there are ${writers.length}.`);
        const { type, fingerprint } = writer;
        return { type, data: historyOfEvent(aggregate, type).read(data, fingerprint), ...(rest === null ? {} : JSON.parse(rest)) };
      });
    },
  };
}

/** Schemas, the newest last, whose events are read as they were written: for event types with upcasters, which begin from there. */
export const asWritten = (schemas: readonly AvroSchema[]): AsWritten => ({ kind: 'asWritten', schemas });

function compile(name: string, history: SchemaHistory): History {
  if (isAsWritten(history)) return historyOf(name, history.schemas, false);
  return historyOf(name, isList(history) ? history : [history], true);
}

const isAsWritten = (history: SchemaHistory): history is AsWritten =>
  typeof history === 'object' && 'kind' in history && history.kind === 'asWritten';

// A list that is a schema is a union; the data of an event is none.
const isList = (history: AvroSchema | readonly AvroSchema[]): history is readonly AvroSchema[] => Array.isArray(history);

const nameOf = (aggregate: string, type: string): string => `${aggregate}.${type}`;

const missing = (aggregate: string, type: string) =>
  new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `There is no Avro schema for ${nameOf(aggregate, type)}. Add it: avro({ ${aggregate}: { ${type}: … } }).`,
    details: { definition: nameOf(aggregate, type) },
  });
