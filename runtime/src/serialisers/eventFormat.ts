import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import { parseStreamName } from '../domain/stream.js';
import { compressed, decompressed, defaultCompressAbove } from './compression.js';
import { json } from './json.js';
import type { Serialiser, SerialiserContext } from './serialiser.js';

/** What events are written as. */
export type EventFormatOptions = {
  /** Writes the events. Default: JSON text. */
  readonly serialiser?: Serialiser;
  /** Others that have written events which are stored still. JSON is always read. */
  readonly alsoReads?: readonly Serialiser[];
  /** Bytes of a commit's events beyond which they are compressed, with brotli; `false`: never. Default: 2,048. */
  readonly compressAbove?: number | false;
};

/** Events as they are stored. `encoding` names the serialiser, with `+br` if they are compressed: `json`, `avro+br`. */
export type EncodedEvents = { readonly encoding: string; readonly stored: Uint8Array | string };

export type EventFormat = {
  encode(commit: Commit): Promise<EncodedEvents>;
  /** At once, where the serialiser does. @throws StreamCorrupt when no serialiser of that name is known, or it cannot read what is stored */
  decode(encoding: string, stored: Buffer | string, place: Place): Commit['events'] | Promise<Commit['events']>;
};

type Place = Pick<Commit, 'stream' | 'version'>;

const compressedMark = '+br';
const possibleName = /^[a-z][a-z0-9-]{0,31}$/;

/** @throws DefinitionInvalid when names of serialisers are impossible, or taken twice */
export function eventFormat({ serialiser = json, alsoReads = [], compressAbove = defaultCompressAbove }: EventFormatOptions): EventFormat {
  const readers = byName(serialiser.name === json.name ? [serialiser, ...alsoReads] : [serialiser, ...alsoReads, json]);
  return {
    async encode(commit) {
      const written = await serialiser.encode(commit.events, contextOf(commit));
      const packed = compressed(typeof written === 'string' ? Buffer.from(written) : written, compressAbove);
      return packed ? { encoding: `${serialiser.name}${compressedMark}`, stored: packed } : { encoding: serialiser.name, stored: written };
    },

    decode(encoding, stored, place) {
      const isCompressed = encoding.endsWith(compressedMark);
      const reader = readers.get(isCompressed ? encoding.slice(0, -compressedMark.length) : encoding);
      if (!reader) throw unknown(encoding, place, [...readers.keys()]);
      const failed = (error: unknown): never => {
        throw unreadable(encoding, place, error);
      };
      try {
        // The most usual by far, so without a detour through bytes.
        if (reader === json && !isCompressed && typeof stored === 'string') return JSON.parse(stored);
        const bytes = typeof stored === 'string' ? Buffer.from(stored) : stored;
        const events = reader.decode(isCompressed ? decompressed(bytes) : bytes, contextOf(place));
        return events instanceof Promise ? events.catch(failed) : events;
      } catch (error) {
        return failed(error);
      }
    },
  };
}

function contextOf({ stream, version }: Place): SerialiserContext {
  return { ...parseStreamName(stream), version };
}

function byName(serialisers: readonly Serialiser[]): ReadonlyMap<string, Serialiser> {
  const found = new Map<string, Serialiser>();
  for (const serialiser of serialisers) {
    const { name } = serialiser;
    if (!possibleName.test(name)) {
      throw invalid(name, `a small letter, then at most 31 small letters, digits and hyphens, '${name}' given`);
    }
    const other = found.get(name);
    if (other && other !== serialiser) throw invalid(name, `its own alone, '${name}' is another's, too`);
    found.set(name, serialiser);
  }
  return found;
}

const invalid = (name: string, rule: string) =>
  new EventSourcingError({ code: 'DefinitionInvalid', message: `A serialiser's name must be ${rule}.`, details: { definition: name } });

const unknown = (encoding: string, { stream, version }: Place, known: readonly string[]) =>
  new EventSourcingError({
    code: 'StreamCorrupt',
    message: `The events of ${stream}, version ${version}, are written as '${encoding}', and the store reads ${known.join(', ')}. Give it the serialiser that wrote them: as alsoReads, if another one writes now.`,
    details: { stream },
  });

const unreadable = (encoding: string, { stream, version }: Place, cause: unknown) =>
  new EventSourcingError({
    code: 'StreamCorrupt',
    message: `The events of ${stream}, version ${version}, cannot be read as '${encoding}': ${cause instanceof Error ? cause.message : String(cause)}`,
    details: { stream },
    cause,
  });
