import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { loadState } from 'serverless-event-sourcing-runtime';
import { Account } from './domain.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createFloor, queried } from './peers/floor.js';
import { createProduct, seedProduct } from './product.js';
import { interleaved, milliseconds } from './rounds.js';

const events = 10_000;

/** How long it takes to read and fold a long stream, without a snapshot. */
export const load: Measure = {
  names: ['load-time'],

  async run(database) {
    const client = await database.client();
    const documents = DynamoDBDocumentClient.from(client);
    const [product, floor] = [await createProduct(client), await createFloor(client)];
    await Promise.all([seedProduct(client, product, 'a', { events }), floor.seed('a', events)]);

    const contenders = {
      ours: () => milliseconds(() => loadState(product.store, Account, 'a')),
      floor: () => milliseconds(() => readAll(documents, product.events)),
      lean: () => milliseconds(() => floor.load('a')),
    };
    await interleaved({ rounds: 3 }, contenders);
    const { ours, floor: same, lean } = await interleaved({ rounds: 15 }, contenders);
    const figure = { name: 'load-time', value: ours, unit: 'ms' };
    const figures: Figure[] = [
      { ...figure, case: '10,000 events, floor on the same items', peers: { floor: same }, limits: [{ atMost: 1.2, of: 'floor' }] },
      { ...figure, case: '10,000 events, floor on items of its own', peers: { floor: lean }, limits: [{ atMost: 1.2, of: 'floor' }] },
    ];
    return figures;
  },
};

async function readAll(documents: DynamoDBDocumentClient, table: string): Promise<number> {
  let items = 0;
  for await (const _ of queried(documents, table, 'Account/a')) items += 1;
  return items;
}
