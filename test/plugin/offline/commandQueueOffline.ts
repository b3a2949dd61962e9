import { SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { createCommandQueue } from 'serverless-event-sourcing-runtime/sqs';
import { type Framework, titleOf } from '../frameworks.js';
import type { Running } from '../running.js';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';

export const blockWith = (commandQueue: string): string => `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, http: { events: true } }
  commandQueue: ${commandQueue}
`;

type Answer = { readonly status: number; readonly headers: Headers; readonly body: Readonly<Record<string, unknown>> };

async function request(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(60_000) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] };
}

export const sendLater = (url: string, id: string, command: string, payload: object, headers: Record<string, string> = {}) =>
  request(`${url}/Item/${id}/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'respond-async', ...headers },
    body: JSON.stringify(payload),
  });

/** Prices of an item, in the order of its events. */
export async function pricesOf(url: string, id: string): Promise<number[]> {
  const { status, body } = await request(`${url}/Item/${id}/events`);
  if (status !== 200) return [];
  return (body.events as { readonly data: { readonly price: number } }[]).map(({ data }) => data.price);
}

/** A script's way to the queue that the banner names. */
function queueOf(running: Running) {
  const queueUrl = /A queue is at (\S+)/.exec(running.output())?.[1] ?? '';
  const client = new SQSClient({
    endpoint: new URL(queueUrl).origin,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return { queue: createCommandQueue({ queueUrl, client }), close: () => client.destroy() };
}

const created = (id: string) => ({ aggregate: 'Item', id, command: 'CreateItem', data: { name: id, price: 0 } });
const updated = (id: string, price: number) => ({ aggregate: 'Item', id, command: 'UpdatePrice', data: { price } });

/** A queue of commands in a service that runs offline, under a framework. */
export const commandQueueOffline = (framework: () => Framework) => {
  describe(`a queue of commands offline, under ${titleOf(framework)}`, () => {
    let offline: OfflineService;
    let running: Running;
    before(async () => {
      offline = await offlineService({ block: blockWith('{ maxReceiveCount: 1000 }'), framework: framework() });
      running = await offline.start();
    });
    after(() => offline.end());

    it('takes a command whose sender does not wait, and tells its outcome under its id', async () => {
      const { url } = offline;

      const taken = await sendLater(url, 'lamp', 'CreateItem', { name: 'lamp', price: 3 });
      const prices = await eventually(
        () => pricesOf(url, 'lamp'),
        (all) => all.length > 0,
      );
      const outcome = await request(`${url}/Item/lamp/CreateItem`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': String(taken.body.commandId) },
        body: JSON.stringify({ name: 'lamp', price: 3 }),
      });

      expect(taken.status).to.equal(202);
      expect(taken.body).to.include({ aggregateId: 'lamp' });
      expect(taken.headers.get('location')).to.equal('/Item/lamp');
      expect(taken.headers.get('preference-applied')).to.equal('respond-async');
      expect(prices).to.deep.equal([3]);
      expect([outcome.status, outcome.body.version]).to.deep.equal([201, 1]);
    });

    it('tells at once what no stream is needed for', async () => {
      const invalid = await sendLater(offline.url, 'x', 'UpdatePrice', { price: -1 });
      const unknown = await sendLater(offline.url, 'x', 'Destroy', {});

      expect([invalid.status, invalid.body.code]).to.deep.equal([400, 'ValidationFailed']);
      expect([unknown.status, unknown.body.code]).to.deep.equal([404, 'UnknownCommand']);
    });

    it('keeps the order of each stream, for a script that sends many', async () => {
      const { queue, close } = queueOf(running);
      const ids = Array.from({ length: 12 }, (_, index) => `ordered-${index}`);
      const wanted = [0, 1, 2, 3, 4];

      await queue.sendMany([...ids.map(created), ...wanted.slice(1).flatMap((price) => ids.map((id) => updated(id, price)))]);
      close();
      const prices = await eventually(
        () => Promise.all(ids.map((id) => pricesOf(offline.url, id))),
        (all) => all.every(({ length }) => length >= wanted.length),
      );

      for (const one of prices) expect(one).to.deep.equal(wanted);
    });

    it('tries a command again that failed without an event, until what it waits for is there', async () => {
      const { url } = offline;

      const taken = await sendLater(url, 'late', 'UpdatePrice', { price: 8 });
      await running.wrote('UpdatePrice on Item/late failed, and is tried again');
      await send(url, 'late', 'CreateItem', { name: 'late', price: 1 });
      const prices = await eventually(
        () => pricesOf(url, 'late'),
        (all) => all.length > 1,
      );

      expect(taken.status).to.equal(202);
      expect(prices).to.deep.equal([1, 8]);
    });

    it('ends a service with a queue of commands by a signal', async () => {
      const { code } = await running.stop('SIGINT');

      expect(code, running.output()).to.equal(0);
    });
  });
};
