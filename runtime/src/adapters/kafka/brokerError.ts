import { EventSourcingError } from '../../domain/errors.js';

/** Makes an error of this library of what a Kafka client throws: a refusal that no retry fixes, or no answer. */
export function brokerError(error: unknown, topic: string): EventSourcingError {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const refused = isFinal(error) && name !== retriesExceeded;
  return new EventSourcingError({
    code: refused ? 'StoreRefused' : 'StoreUnavailable',
    message: refused ? `Topic ${topic} refused: ${name}: ${message}` : `Topic ${topic} gave no answer: ${name}: ${message}`,
    details: { store: topic },
    cause: error,
  });
}

// It counts as final for kafkajs, which will not try again by itself; what it wraps was not.
const retriesExceeded = 'KafkaJSNumberOfRetriesExceeded';

const isFinal = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === false;
