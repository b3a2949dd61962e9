import { expect } from 'chai';
import { encodeCommit } from '../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import {
  type CloudEvent,
  type Commit,
  defineAggregate,
  definePublisher,
  object,
  publishEvents,
  type Target,
} from '../../../../runtime/src/index.js';
import { type PublisherPart, publishers, reactionHandler } from '../../../../runtime/src/lambda/index.js';
import { Account } from '../../accountFixture.js';
import { commit, deposited, opened, withdrawn } from '../../commitBuilders.js';
import { busy, recordingTarget } from '../../publishers/recordingTarget.js';
import { memoryStores } from '../memoryStores.js';

const batch = (...commits: readonly Commit[]) => ({
  Records: commits.map((each, index) => ({
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: `${index + 1}`, NewImage: encodeCommit(each) },
  })),
});
const silent = { error: () => {}, warn: () => {} };

const everything = publishEvents({ name: 'audit', from: [Account], events: ['*'] });
const deposits = definePublisher({
  name: 'deposits',
  from: [Account],
  map: { Deposited: ({ data }) => ({ type: 'com.example.paid-in', data }) },
});

const history = [commit('Account/1', 1, [opened()]), commit('Account/1', 2, [deposited(1)]), commit('Account/1', 3, [withdrawn(1)])];
const other = commit('Account/2', 1, [opened()]);

/** A reactions handler with publishers to these targets. */
async function prepare(
  parts: readonly { readonly publisher: PublisherPart['publisher']; readonly target: Target; readonly since?: string }[],
) {
  const stores = memoryStores();
  for (const each of [...history, other]) await stores.events.append(each);
  const addresses = Object.fromEntries(parts.map(({ publisher }) => [publisher.name, { to: 'there' }]));
  const consumers = publishers({
    publishers: parts.map(({ target, ...part }) => ({ ...part, target: () => target, source: '/shop/test' })),
    environment: { EVENT_SOURCING_TARGETS: JSON.stringify(addresses) },
  });
  return { stores, handle: reactionHandler({ consumers, stores, log: silent }) };
}

describe('Publishers behind the stream of events', () => {
  it('send what is committed, as CloudEvents, and what came before as well', async () => {
    const { target, sent } = recordingTarget();
    const { handle } = await prepare([{ publisher: everything, target }]);

    const answer = await handle(batch(...history.slice(1)));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(sent.map(({ id, type, source }) => [id, type, source])).to.deep.equal([
      ['Account/1@1', 'Account.Opened', '/shop/test/Account'],
      ['Account/1@2', 'Account.Deposited', '/shop/test/Account'],
      ['Account/1@3', 'Account.Withdrawn', '/shop/test/Account'],
    ]);
  });

  it('send each event once, though it is delivered again', async () => {
    const { target, taken } = recordingTarget();
    const { handle } = await prepare([{ publisher: everything, target }]);

    await handle(batch(...history));
    await handle(batch(...history));

    expect(taken).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3']);
  });

  it('have a stream parked, each for itself, where an event cannot be sent: other streams and publishers go on', async () => {
    const refused = { reason: 'no', fault: 'event' } as const;
    const failing = recordingTarget({ order: 'each', fault: (ids) => (ids.includes('Account/1@2') ? { 'Account/1@2': refused } : {}) });
    const working = recordingTarget({ order: 'each' });
    const { handle, stores } = await prepare([
      { publisher: everything, target: failing.target },
      { publisher: deposits, target: working.target },
    ]);

    const answer = await handle(batch(...history, other));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(failing.taken).to.have.members(['Account/1@1', 'Account/2@1']);
    expect(working.taken).to.deep.equal(['Account/1@2']);
    const parked = await stores.parked.load('publishers/audit', 'Account/1');
    expect(parked).to.deep.include({ version: 2, last: 3 });
    expect(parked?.error).to.deep.include({ name: 'EventRefused' });
    expect(await stores.parked.count('publishers/audit')).to.equal(1);
    expect(await stores.parked.count('publishers/deposits')).to.equal(0);
  });

  it('park nothing for a target that is away: the batch comes again, for its own publisher', async () => {
    const failing = recordingTarget({ fault: (ids) => Object.fromEntries(ids.map((id) => [id, busy])) });
    const working = recordingTarget();
    const { handle, stores } = await prepare([
      { publisher: everything, target: failing.target },
      { publisher: deposits, target: working.target },
    ]);

    const answer = await handle(batch(...history));

    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(working.taken).to.deep.equal(['Account/1@2']);
    expect(await stores.parked.count('publishers/audit')).to.equal(0);
  });

  it('send nothing that was committed before they are to begin', async () => {
    const { target, taken } = recordingTarget();
    const { handle, stores } = await prepare([{ publisher: everything, target, since: '2026-01-02' }]);
    const later = commit('Account/1', 4, [deposited(5)], { at: '2026-01-02T00:00:00.000Z' });
    await stores.events.append(later);

    await handle(batch(...history, later, other));

    expect(taken).to.deep.equal(['Account/1@4']);
  });

  it('send an event under its name of today, whatever it is stored as', async () => {
    const Door = defineAggregate({
      name: 'Door',
      initialState: () => ({}),
      events: { DoorOpened: object({}) },
      renamed: { Opened: 'DoorOpened' },
      evolve: { DoorOpened: (door) => door },
      commands: {},
    });
    const { target, sent } = recordingTarget();
    const { handle, stores } = await prepare([
      { publisher: publishEvents({ name: 'doors', from: [Door], events: ['DoorOpened'] }), target },
    ]);
    const old = commit('Door/1', 1, [{ type: 'Opened', data: {} }]);
    await stores.events.append(old);

    await handle(batch(old));

    expect(sent.map(({ type }) => type)).to.deep.equal(['Door.DoorOpened']);
  });

  it('pass over commits in which there is nothing to publish, without a write for each', async () => {
    const { target, taken } = recordingTarget();
    const { handle, stores } = await prepare([{ publisher: deposits, target }]);

    await handle(batch(other));
    const before = await stores.bookmarks.load('publishers/deposits', ['Account/2']);
    await handle(batch(...history));

    expect(before.size).to.equal(0);
    expect(taken).to.deep.equal(['Account/1@2']);
  });

  it('print what they would send, where there is nothing to send to', async () => {
    const { target, sent } = recordingTarget();
    const lines: string[] = [];
    const consumers = publishers({
      publishers: [{ publisher: deposits, target: () => target, source: '/shop/test' }],
      environment: { EVENT_SOURCING_TARGETS: '{"deposits":{"to":"there","printed":true}}' },
      print: (line) => lines.push(line),
    });
    const stores = memoryStores();
    for (const each of history) await stores.events.append(each);

    await reactionHandler({ consumers, stores, log: silent })(batch(...history));

    expect(sent).to.deep.equal([]);
    expect(lines).to.have.length(1);
    const { message, event }: { message: string; event: CloudEvent } = JSON.parse(lines[0] ?? '');
    expect(message).to.equal('deposits would send an event to Target test');
    expect(event).to.deep.include({ id: 'Account/1@2', type: 'com.example.paid-in', data: { amount: 1 } });
  });

  it('are told where to send, each', () => {
    const parts = [{ publisher: deposits, target: () => recordingTarget().target, source: '/shop/test' }];

    expect(() => publishers({ publishers: parts, environment: {} })).to.throw('EVENT_SOURCING_TARGETS is not set');
    expect(() => publishers({ publishers: parts, environment: { EVENT_SOURCING_TARGETS: '{"audit":{"to":"there"}}' } })).to.throw(
      "EVENT_SOURCING_TARGETS names no target for 'deposits', only for audit.",
    );
  });
});
