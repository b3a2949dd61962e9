import { isDeepStrictEqual } from 'node:util';
import type { Schema, Type } from 'avsc';
import types from 'avsc/lib/types.js';
import { EventSourcingError } from '../../domain/errors.js';
import { plain } from './plain.js';

/** The schemas that an event type has had: the newest writes, all are read. */
export type History = {
  /** Of the newest schema: SHA-256 of its canonical form, as Avro's specification has it. */
  readonly fingerprint: Buffer;
  /** @throws EventInvalid for data that would not come back as it is */
  write(data: unknown, stream: string): Buffer;
  /** The data as the newest schema has it, or as it was written. @throws Error for a schema that the history lacks */
  read(bytes: Buffer, fingerprint: Buffer): unknown;
};

/**
 * Compiles schemas, the newest last.
 * @throws DefinitionInvalid for what is no schema, or one whose events the newest cannot read
 */
export function historyOf(name: string, schemas: readonly Schema[], resolves: boolean): History {
  const compiled = schemas.map((schema, index) => attempt(name, `schema ${index + 1} is none`, () => types.Type.forSchema(schema)));
  const newest = compiled.at(-1);
  if (!newest) throw invalid(name, 'it has none');
  const readers = new Map(
    compiled.map((writer, index) => {
      const resolver =
        resolves && writer !== newest
          ? attempt(name, `the newest cannot read what schema ${index + 1} wrote`, () => newest.createResolver(writer))
          : undefined;
      return [hex(writer), (bytes: Buffer): unknown => plain(resolver ? newest.fromBuffer(bytes, resolver) : writer.fromBuffer(bytes))];
    }),
  );

  return {
    fingerprint: newest.fingerprint('sha256'),

    write(data, stream) {
      // As JSON has it: without undefined, dates as text.
      const given: unknown = JSON.parse(JSON.stringify(data) ?? 'null');
      const faults: string[] = [];
      newest.isValid(given, {
        noUndeclaredFields: true,
        errorHook: (path, value, type) => void faults.push(`${['data', ...path].join('.')} is no ${nameOf(type)}: ${shown(value)}`),
      });
      if (faults.length > 0) throw unwritable(name, stream, faults.join('; '));
      const bytes = newest.toBuffer(given);
      const read = plain(newest.fromBuffer(bytes));
      if (!isDeepStrictEqual(read, given))
        throw unwritable(name, stream, `it would come back as ${shown(read)} instead of ${shown(given)}`);
      return bytes;
    },

    read(bytes, fingerprint) {
      const reader = readers.get(fingerprint.toString('hex'));
      if (reader) return reader(bytes);
      throw new Error(`${name} was written with a schema that its history lacks. Put it back, before the newest.`);
    },
  };
}

const hex = (type: Type): string => type.fingerprint('sha256').toString('hex');

const nameOf = (type: Type): string => type.name ?? type.typeName;

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 200) ?? 'undefined';

function attempt<Value>(name: string, fault: string, make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    throw invalid(name, `${fault}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

const invalid = (name: string, fault: string, cause?: unknown) =>
  new EventSourcingError({
    code: 'DefinitionInvalid',
    message: `The Avro schemas of ${name} must be read by the newest, the last of them: ${fault}.`,
    details: { definition: name },
    cause,
  });

const unwritable = (name: string, stream: string, fault: string) =>
  new EventSourcingError({
    code: 'EventInvalid',
    message: `${name} cannot be written to ${stream} with its newest Avro schema without loss: ${fault}.`,
    details: { stream, event: name, violations: [{ path: '', rule: 'avro', message: fault }] },
  });
