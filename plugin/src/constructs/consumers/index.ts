import type { Construct } from '../../pipeline/construct.js';
import { groupBy } from '../../values.js';
import { settings } from '../schemas/settings.js';
import { isolatedQueues } from './isolation.js';
import { placedPart } from './placedPart.js';
import { placement } from './placement.js';
import { consumerTables } from './tables.js';

/** Whatever the events table's stream feeds: who runs it, how it is fed, and where its positions and parked streams are. No word of the block. */
export const consumers: Construct = {
  key: 'consumers',
  resolve: () =>
    settings(undefined, {
      build(facts) {
        const placed = placement(facts.consumers);
        return {
          functions: placed.flatMap((one) => [
            ...[...groupBy(one.consumers, ({ part }) => part)].flatMap(([part, alike]) =>
              part(
                alike.map(({ name }) => name),
                facts,
              ).map((own) => ({ key: one.key, ...own })),
            ),
            placedPart(one, facts),
          ]),
          resources: { ...consumerTables(placed, facts), ...isolatedQueues(placed, facts) },
        };
      },
    }),
  remedies: { EVENT_SOURCING_QUEUE_: 'Take isolated: true off some of its consumers, or split the service.' },
  clients: { '@aws-sdk/client-sqs': 'a consumer that is isolated' },
};
