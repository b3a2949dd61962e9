import { EventSourcingError } from './errors.js';

/** Longest id of an aggregate, in bytes of UTF-8. DynamoDB allows 2,048 for a partition key; URLs and people want less. */
const maxAggregateIdBytes = 256;

/** Name of the stream that holds one aggregate's events: `Item/42`. */
export const streamName = (aggregate: string, aggregateId: string): string => `${aggregate}/${aggregateId}`;

/** The aggregate's name and id that a stream's name is made of. Names of aggregates hold no `/`. */
export function parseStreamName(stream: string): { readonly aggregate: string; readonly aggregateId: string } {
  const slash = stream.indexOf('/');
  return { aggregate: stream.slice(0, slash), aggregateId: stream.slice(slash + 1) };
}

/** Where an event is: its aggregate, and its version there. */
export type EventAddress = { readonly aggregate: string; readonly aggregateId: string; readonly version: number };

/** An event's address as text: `Item/42@7`. */
export const eventAddress = ({ aggregate, aggregateId, version }: EventAddress): string =>
  `${streamName(aggregate, aggregateId)}@${version}`;

/** The event that a text is the address of; undefined for a text that is none. */
export function parseEventAddress(text: string): EventAddress | undefined {
  const [, stream, version] = /^([A-Z][A-Za-z0-9]*\/.+)@([1-9]\d{0,14})$/s.exec(text) ?? [];
  return stream === undefined ? undefined : { ...parseStreamName(stream), version: Number(version) };
}

/** What nearly every id is like: nothing of it needs a closer look. */
const plainId = /^[\w.:@-]{1,128}$/;

const unusable = /[\p{Cc}\p{Cs}/]/u;

/** Refuses ids that are empty, too long, or hold control characters, half a surrogate pair or `/`. @throws InvalidAggregateId */
export function assertAggregateId(aggregate: string, id: unknown): asserts id is string {
  const problem = findProblem(id);
  if (problem === undefined) return;
  throw new EventSourcingError({
    code: 'InvalidAggregateId',
    message: `The id of ${aggregate} must be a string of 1 to ${maxAggregateIdBytes} bytes without control characters or '/': ${problem}.`,
    details: { aggregate },
  });
}

function findProblem(id: unknown): string | undefined {
  if (typeof id === 'string' && plainId.test(id)) return undefined;
  if (id === undefined || id === null) return 'none was given. A command that does not create is about a stream that is there: say which';
  if (typeof id !== 'string') return `a ${typeof id} was given`;
  if (id === '') return 'an empty one was given';
  const bytes = new TextEncoder().encode(id).length;
  if (bytes > maxAggregateIdBytes) return `one of ${bytes} bytes was given`;
  if (unusable.test(id)) return `${JSON.stringify(id)} was given`;
  return undefined;
}
