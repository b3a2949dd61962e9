import { EventSourcingError } from '../../domain/errors.js';
import type { ControlAnswer, ControlEvent, RebuildAnswer, RebuildRequest } from '../../model/control.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { discardCommit, redriveStreams } from '../redrive/redriveStreams.js';
import { beginReplay } from '../replay/beginReplay.js';
import { type ReplayContext, replay } from '../replay/replay.js';
import { sweep } from '../sweep/sweep.js';
import type { SweepContext } from '../sweep/sweepContext.js';
import { readControlEvent } from './controlEvent.js';

/** Rebuilds a projection of the function, as far as there is time. Left out where it has none. */
export type Rebuild = (request: RebuildRequest, runtime: ConsumerRuntime) => Promise<RebuildAnswer>;

/**
 * Does what a function that runs consumers is asked for.
 *
 * @throws MalformedRequest for what it cannot be asked for, or a consumer of another function
 */
export async function control(
  event: ControlEvent,
  consumers: readonly Consumer[],
  working: SweepContext & ReplayContext & { readonly rebuild?: Rebuild | undefined },
  runtime: ConsumerRuntime,
): Promise<ControlAnswer> {
  const request = readControlEvent(event);
  if (request.eventSourcing === 'sweep') return sweep(request, consumers, working, runtime);
  if (request.eventSourcing === 'rebuild') return (working.rebuild ?? noRebuild)(request, runtime);
  const consumer = find(consumers, request.consumer);
  switch (request.eventSourcing) {
    case 'redrive':
      return redriveStreams(consumer, request, runtime);
    case 'discard':
      return discardCommit(consumer, request, runtime);
    case 'beginReplay':
      return beginReplay(request, consumer, working, runtime);
    case 'replay':
      return replay(request, consumer, working, runtime);
  }
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

const noRebuild: Rebuild = async () => {
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: 'This function has no projections.',
    details: { where: 'projection' },
  });
};
