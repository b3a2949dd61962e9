import { EventSourcingError } from './errors.js';
import { type EventAddress, eventAddress, parseEventAddress } from './stream.js';

/** A token that makes a query show a command's events: the address of the stream's last event, in characters that a header can carry. */
export const consistencyToken = ({ aggregate, aggregateId, version }: EventAddress): string =>
  eventAddress({ aggregate, aggregateId: encodeURIComponent(aggregateId), version });

/** The event that a token stands for. @throws MalformedRequest for a text that is no token */
export function parseConsistencyToken(token: string): EventAddress {
  const address = parseEventAddress(token);
  try {
    if (address) return { ...address, aggregateId: decodeURIComponent(address.aggregateId) };
  } catch {
    // No text is encoded like that: no token, as below.
  }
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `Consistency-Token must be the one that a command was answered with, such as Item/42@7, '${token.slice(0, 100)}' given.`,
    details: { where: 'Consistency-Token' },
  });
}
