import { expect } from 'chai';
import { announceThrough } from '../../../../runtime/src/adapters/sqs/index.js';
import { eventually } from '../../../plugin/offline/offlineService.js';
import { caught } from '../../caught.js';
import { localQueue } from './localQueue.js';

describe('announcements of commits through a queue', () => {
  it('are a message each, ten in a request, in a group for each stream, and once though they are sent again', async () => {
    const { queueUrl, clientWith, delivered, requests, stop } = await localQueue();
    const announce = announceThrough({ queueUrl, client: clientWith(() => undefined) });
    const announcements = Array.from({ length: 12 }, (_, index) => ({ stream: `Account/${index}`, from: 1, to: 3 }));

    await announce(announcements);
    await announce(announcements.slice(0, 2));
    await announce([{ stream: 'Account/0', from: 4, to: 4 }]);
    await eventually(
      async () => delivered.length,
      (length) => length === 13,
    );
    await stop();

    expect(requests).to.deep.equal([10, 2, 2, 1]);
    const told = delivered.map(({ body }) => JSON.parse(body));
    expect(told).to.have.deep.members([...announcements, { stream: 'Account/0', from: 4, to: 4 }]);
    const groups = new Map(delivered.map(({ body, group }) => [JSON.parse(body).stream, group]));
    expect(new Set(groups.values()).size).to.equal(12);
    expect([...groups.values()].every((group) => /^[\w-]{1,128}$/.test(group))).to.equal(true);
  });

  for (const [title, fault, code] of [
    ['refuses an entry', () => ['0'], 'StoreThrottled'],
    ['does not answer', () => Object.assign(new Error('reset'), { name: 'TimeoutError' }), 'StoreUnavailable'],
  ] as const) {
    it(`fail where the queue ${title}, so that they are made again`, async () => {
      const { queueUrl, clientWith, stop } = await localQueue();

      const error = await caught(announceThrough({ queueUrl, client: clientWith(fault) })([{ stream: 'Account/1', from: 1, to: 1 }]));
      await stop();

      expect(error).to.have.property('code', code);
    });
  }
});
