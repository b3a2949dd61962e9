import { expect } from 'chai';
import { type Commit, definePublisher, publishEvents, publisherConsumer } from '../../../runtime/src/index.js';
import { Account } from '../accountFixture.js';
import { closed, commit, deposited, opened, withdrawn } from '../commitBuilders.js';
import { busy, malformed, recordingTarget } from './recordingTarget.js';

const everything = publishEvents({ name: 'audit', from: [Account], events: ['*'] });
const stream = 'Account/1';

function consumerOf(recording: ReturnType<typeof recordingTarget>, publisher = everything) {
  const { target } = recording;
  return publisherConsumer({ publisher, target, source: '/shop/test', sleep: async () => {}, random: () => 0.5 });
}

const threeCommits: readonly Commit[] = [
  commit(stream, 1, [opened(), deposited()]),
  commit(stream, 3, [withdrawn()]),
  commit(stream, 4, [deposited(), closed()]),
];

describe('publisherConsumer', () => {
  it('sends the events of all commits, and is done with them', async () => {
    const recording = recordingTarget();

    const progress = await consumerOf(recording)(stream, threeCommits);

    expect(progress).to.deep.equal({ done: 3 });
    expect(recording.taken).to.deep.equal([1, 2, 3, 4, 5].map((version) => `${stream}@${version}`));
  });

  for (const { refused, done } of [
    { refused: 1, done: 0 },
    { refused: 2, done: 0 },
    { refused: 3, done: 1 },
    { refused: 4, done: 2 },
    { refused: 5, done: 2 },
  ]) {
    it(`is done with ${done} of its commits when version ${refused} is not taken`, async () => {
      const recording = recordingTarget({ order: 'each', fault: () => ({ [`${stream}@${refused}`]: malformed }) });

      const progress = await consumerOf(recording)(stream, threeCommits);

      expect(progress.done).to.equal(done);
      expect(progress.error).to.include({ code: 'EventRefused' });
      expect(recording.taken).to.have.length(refused - 1);
    });
  }

  it('is done with commits that have nothing to publish, up to one that is not taken', async () => {
    const publisher = publishEvents({ name: 'closings', from: [Account], events: ['Closed'] });
    const recording = recordingTarget({ fault: () => ({ [`${stream}@5`]: busy }) });

    const progress = await consumerOf(recording, publisher)(stream, threeCommits);

    expect(progress.done).to.equal(2);
    expect(progress.error).to.include({ code: 'StoreUnavailable' });
  });

  it('sends nothing for streams of other aggregates', async () => {
    const recording = recordingTarget();

    const progress = await consumerOf(recording)('Order/1', [commit('Order/1', 1, [opened()])]);

    expect(progress).to.deep.equal({ done: 1 });
    expect(recording.requests).to.deep.equal([]);
  });

  it('shows what the mapping gives and nothing else, and keeps inside what it gives nothing for', async () => {
    const publisher = definePublisher({
      name: 'deposits',
      from: [Account],
      map: {
        Deposited: ({ data }) =>
          data.amount > 100 ? { type: 'com.example.large-deposit', data: { cents: data.amount * 100 } } : undefined,
      },
    });
    const recording = recordingTarget();
    const facts = { at: '2026-02-03T04:05:06.789Z', correlationId: 'c-1', causationId: 'Order/7@3', metadata: { actor: 'ann' } };

    await consumerOf(recording, publisher)(stream, [commit(stream, 1, [opened(), deposited(10), deposited(101)], facts)]);

    expect(recording.sent).to.deep.equal([
      {
        specversion: '1.0',
        id: 'Account/1@3',
        source: '/shop/test/Account',
        type: 'com.example.large-deposit',
        subject: '1',
        time: '2026-02-03T04:05:06.789Z',
        datacontenttype: 'application/json',
        partitionkey: 'Account/1',
        streamversion: 3,
        correlationid: 'c-1',
        causationid: 'Order/7@3',
        data: { cents: 10_100 },
      },
    ]);
  });

  for (const [what, map] of Object.entries({
    throws: () => {
      throw new Error('no rate for it');
    },
    'gives no type': () => ({ type: '' }),
    'gives what is no JSON': () => ({ type: 'deposited', data: { amount: 1n } }),
  })) {
    it(`names the event when the mapping ${what}, after what comes before it was sent`, async () => {
      const publisher = definePublisher({ name: 'deposits', from: [Account], map: { Opened: () => ({ type: 'opened' }), Deposited: map } });
      const recording = recordingTarget();

      const progress = await consumerOf(recording, publisher)(stream, [
        commit(stream, 1, [opened()]),
        commit(stream, 2, [deposited()]),
        commit(stream, 3, [deposited()]),
      ]);

      expect(progress.done).to.equal(1);
      expect(progress.error).to.include({ code: 'PublicEventInvalid' });
      expect(progress.error).to.have.property('details').that.deep.equals({ publisher: 'deposits', event: 'Account/1@2' });
      expect(recording.taken).to.deep.equal(['Account/1@1']);
    });
  }

  it('names an event that is too large, its size and the limit, and what to do', async () => {
    const publisher = definePublisher({
      name: 'owners',
      from: [Account],
      map: { Opened: ({ data }) => ({ type: 'opened', data: data.owner }) },
    });
    const recording = recordingTarget({ limits: { entryBytes: 100 } });

    const progress = await consumerOf(recording, publisher)(stream, [commit(stream, 1, [opened('x'.repeat(101))])]);

    expect(progress.done).to.equal(0);
    expect(progress.error).to.include({ code: 'EventTooLarge' });
    expect(progress.error)
      .to.have.property('details')
      .that.deep.equals({ publisher: 'owners', event: 'Account/1@1', size: 101, limit: 100 });
    expect(String(progress.error)).to.contain('opened (Account/1@1) has 101 bytes, and Target test takes 100 at most');
    expect(recording.requests).to.deep.equal([]);
  });

  it('gives an event that the aggregate does not know as the error', async () => {
    const progress = await consumerOf(recordingTarget())(stream, [commit(stream, 1, [{ type: 'Unheard', data: {} }])]);

    expect(progress.done).to.equal(0);
    expect(progress.error).to.include({ code: 'EventUnknown' });
  });
});
