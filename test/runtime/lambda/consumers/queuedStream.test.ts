import { expect } from 'chai';
import { encodeCommit } from '../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { type Commit, createSignals, EventSourcingError } from '../../../../runtime/src/index.js';
import type { QueueRecord } from '../../../../runtime/src/lambda/commands/commandBatch.js';
import { type ConsumerPart, reactionHandler, receivers } from '../../../../runtime/src/lambda/index.js';
import type { Announcement, Forward } from '../../../../runtime/src/stream/announcement.js';
import { Account } from '../../accountFixture.js';
import { commit, deposited, opened } from '../../commitBuilders.js';
import { memoryStores } from '../memoryStores.js';

const streamEvent = (...commits: readonly Commit[]) => ({
  Records: commits.map((each, index) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: `${index + 1}`, NewImage: encodeCommit(each) },
  })),
});
const message = (body: unknown, messageId: string): QueueRecord & { readonly eventSource: string } => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  attributes: {},
  eventSource: 'aws:sqs',
});
const failures = (...ids: readonly string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

const first = commit('Account/1', 1, [opened('Ann')]);
const second = commit('Account/1', 2, [deposited(1), deposited(2)]);
const third = commit('Account/1', 4, [deposited(3)]);
const other = commit('Account/2', 1, [opened('Bob')]);

async function prepare(...commits: readonly Commit[]) {
  const stores = memoryStores();
  for (const each of commits) await stores.events.append(each);
  const logged: object[] = [];
  const log = { error: (text: string, facts: object) => void logged.push({ text, ...facts }), warn: () => {} };
  const signals = createSignals();
  const heard: string[] = [];
  signals.on('eventPostSave', ({ aggregateId, events }) => void heard.push(...events.map(({ version }) => `${aggregateId}@${version}`)));
  return { stores, log, logged, heard, consumers: [receivers({ aggregates: [Account], signals })] };
}

describe('a consumer in a function of its own', () => {
  const forwardTo = (told: Announcement[], error?: Error): Forward => ({
    consumer: 'receivers',
    aggregates: ['Account'],
    async announce(announcements) {
      if (error) throw error;
      told.push(...announcements);
    },
  });

  it('is told of where commits are, once for each stream of a batch, and of no others', async () => {
    const { stores, log } = await prepare();
    const told: Announcement[] = [];
    const door = commit('Door/1', 1, [{ type: 'Opened', data: {} }]);

    const handler = reactionHandler({ consumers: [], forwards: [forwardTo(told)], stores, log });
    const response = await handler(streamEvent(first, second, other, third, door));

    expect(response).to.deep.equal(failures());
    expect(told).to.deep.equal([
      { stream: 'Account/1', from: 1, to: 4 },
      { stream: 'Account/2', from: 1, to: 1 },
    ]);
  });

  it('whose queue is away has the batch delivered again, while the consumers that are here take it', async () => {
    const { stores, log, logged, heard, consumers } = await prepare(first, other);
    const away = new EventSourcingError({ code: 'StoreUnavailable', message: 'away', details: { store: 'queue' } });

    const response = await reactionHandler({ consumers, forwards: [forwardTo([], away)], stores, log })(streamEvent(first, other));

    expect(response).to.deep.equal(failures('1', '2'));
    expect(heard).to.have.members(['1@1', '2@1']);
    expect(logged).to.have.nested.property('[0].error', away);
  });

  it('takes commits that its queue tells of from the table, in order and each once', async () => {
    const { stores, log, heard, consumers } = await prepare(first, second, third, other);
    const handler = reactionHandler({ consumers, stores, log });

    const later = await handler({ Records: [message({ stream: 'Account/1', from: 4, to: 4 }, 'a')] });
    const again = await handler({
      Records: [
        message({ stream: 'Account/1', from: 1, to: 2 }, 'b'),
        message({ stream: 'Account/2', from: 1, to: 1 }, 'c'),
        message({ stream: 'Account/1', from: 4, to: 4 }, 'd'),
      ],
    });

    expect([later, again]).to.deep.equal([failures(), failures()]);
    expect(heard).to.deep.equal(['1@1', '1@2', '1@3', '1@4', '2@1']);
  });

  it('has what failed for no fault of the event delivered again, soon, with all of its stream and of no other', async () => {
    const { stores, log, heard, consumers } = await prepare(first, second, third, other);
    const [part] = consumers;
    const failing: ConsumerPart = (given) => {
      const consumer = part?.(given) as ReturnType<ConsumerPart>;
      const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'throttled', details: { store: 'bookmarks' } });
      return {
        ...consumer,
        take: async (batches, waits) =>
          Promise.all(
            batches.map(async (batch) => {
              if (batch.stream === 'Account/1') return { status: 'failed' as const, error: throttled };
              const [outcome] = await consumer.take([batch], waits);
              return outcome ?? { status: 'done' as const };
            }),
          ),
      };
    };
    const postponed: object[] = [];
    const postpone = async (messages: readonly object[]) => void postponed.push(...messages);

    const response = await reactionHandler({ consumers: [failing], stores, log, postpone })({
      Records: [
        message({ stream: 'Account/1', from: 1, to: 2 }, 'a'),
        message({ stream: 'Account/2', from: 1, to: 1 }, 'b'),
        message({ stream: 'Account/1', from: 4, to: 4 }, 'c'),
      ],
    });

    expect(response).to.deep.equal(failures('a', 'c'));
    expect(heard).to.deep.equal(['2@1']);
    expect(postponed).to.deep.equal([
      { receiptHandle: 'handle of a', seconds: 5 },
      { receiptHandle: 'handle of c', seconds: 5 },
    ]);
  });

  it('parks what keeps failing, and its queue goes on', async () => {
    const { stores, log, logged } = await prepare(first, other);
    const signals = createSignals();
    signals.on('eventPostSave', ({ aggregateId }) => {
      if (aggregateId === '1') throw new Error('a mistake');
    });

    const response = await reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], stores, log })({
      Records: [message({ stream: 'Account/1', from: 1, to: 1 }, 'a'), message({ stream: 'Account/2', from: 1, to: 1 }, 'b')],
    });

    expect(response).to.deep.equal(failures());
    expect(logged).to.have.length(1);
    expect(logged[0]).to.include({ alarm: 'StreamParked', stream: 'Account/1' });
  });

  it('lets go of a message that is no announcement, and says so', async () => {
    const { stores, log, logged, heard, consumers } = await prepare(first);
    const bodies = ['no JSON', '[]', 'null', '{"stream":"Account"}', '{"stream":"Account/1","from":"1","to":1}'];

    const response = await reactionHandler({ consumers, stores, log })({
      Records: [...bodies.map((body, index) => message(body, `${index}`)), message({ stream: 'Account/1', from: 1, to: 1 }, 'good')],
    });

    expect(response).to.deep.equal(failures());
    expect(heard).to.deep.equal(['1@1']);
    expect(logged.map((each) => Reflect.get(each, 'messageId'))).to.deep.equal(bodies.map((_, index) => `${index}`));
  });

  it('fails what it cannot read, alone', async () => {
    const { stores, log, heard, consumers } = await prepare(first, other);
    const events = {
      ...stores.events,
      read: (stream: string, options?: object) => {
        if (stream === 'Account/1') throw new EventSourcingError({ code: 'StoreThrottled', message: 'no', details: { store: 'events' } });
        return stores.events.read(stream, options);
      },
    };

    const response = await reactionHandler({ consumers, stores: { ...stores, events }, log })({
      Records: [message({ stream: 'Account/1', from: 1, to: 1 }, 'a'), message({ stream: 'Account/2', from: 1, to: 1 }, 'b')],
    });

    expect(response).to.deep.equal(failures('a'));
    expect(heard).to.deep.equal(['2@1']);
  });
});
