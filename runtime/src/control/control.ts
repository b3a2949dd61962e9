import { EventSourcingError } from '../domain/errors.js';
import type { ControlEvent, RedriveAnswer, SweepAnswer } from '../model/control.js';
import type { Consumer } from '../stream/consumer.js';
import type { ConsumerRuntime } from '../stream/runConsumer.js';
import { readControlEvent } from './controlEvent.js';
import { discardCommit, redriveStreams } from './redriveStreams.js';
import { type Sweeping, sweep } from './sweep.js';

/**
 * Does what a function that runs consumers is asked for.
 *
 * @throws MalformedRequest for what it cannot be asked for, or a consumer of another function
 */
export async function control(
  event: ControlEvent,
  consumers: readonly Consumer[],
  sweeping: Sweeping,
  runtime: ConsumerRuntime,
): Promise<RedriveAnswer | SweepAnswer> {
  const request = readControlEvent(event);
  if (request.eventSourcing === 'sweep') return sweep(request, consumers, sweeping, runtime);
  const consumer = find(consumers, request.consumer);
  return request.eventSourcing === 'redrive' ? redriveStreams(consumer, request, runtime) : discardCommit(consumer, request, runtime);
}

function find(consumers: readonly Consumer[], name: string): Consumer {
  const found = consumers.find((consumer) => consumer.name === name);
  if (found) return found;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `This function has no consumer '${name}', only ${consumers.map((consumer) => consumer.name).join(', ')}.`,
    details: { where: 'consumer' },
  });
}
