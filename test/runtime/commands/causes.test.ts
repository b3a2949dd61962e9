import { expect } from 'chai';
import { causes, createDispatcher, createSignals, eventAddress, inMemoryEventStore } from '../../../runtime/src/index.js';
import { Account } from '../accountFixture.js';
import { all } from '../commitBuilders.js';
import { Member } from './memberFixture.js';

const prepare = () => {
  const store = inMemoryEventStore();
  return { store, ...createDispatcher({ aggregates: [Account, Member], store, signals: createSignals() }) };
};

describe('the causes of an event', () => {
  it('are read back to the first, over aggregates, from the middle of commits', async () => {
    const { store, execute } = prepare();
    const [opened] = (await execute({ aggregate: 'Account', id: 'a-b', command: 'Open', data: { owner: 'Ann' } })).events;
    const follow = (event: NonNullable<typeof opened>) => ({ causationId: eventAddress(event), correlationId: event.correlationId });
    if (!opened) throw new Error('nothing was stored');
    const [joined] = (await execute({ aggregate: 'Member', id: 'm', command: 'Join', data: { email: 'a' }, ...follow(opened) })).events;
    if (!joined) throw new Error('nothing was stored');
    await execute({ aggregate: 'Account', id: 'x', command: 'Open', data: { owner: 'Bob' } });
    const [, second] = (await execute({ aggregate: 'Account', id: 'x', command: 'Exchange', data: { amount: 1 }, ...follow(joined) }))
      .events;
    if (!second) throw new Error('nothing was stored');
    const [last] = (await execute({ aggregate: 'Account', id: 'a-b', command: 'Deposit', data: { amount: 1 }, ...follow(second) })).events;
    if (!last) throw new Error('nothing was stored');

    const chain = await all(causes(store, [Account, Member], last));

    expect(chain.map(eventAddress)).to.deep.equal(['Account/x@3', 'Member/m@1', 'Account/a-b@1']);
    expect(new Set([last, ...chain].map(({ correlationId }) => correlationId)).size).to.equal(1);
  });

  it('of an event that was asked for by a command alone are none', async () => {
    const { store, execute } = prepare();
    const [opened] = (await execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' } })).events;

    expect(opened && (await all(causes(store, [Account], opened)))).to.deep.equal([]);
  });

  it('end where an aggregate is not known, an event is missing, or an address leads in a circle', async () => {
    const { store, execute } = prepare();
    await execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' }, causationId: 'Account/1@2' });
    const deposit = async (causationId: string) => {
      const { events } = await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 }, causationId });
      const [event] = events;
      return event ? (await all(causes(store, [Account], event))).map(eventAddress) : undefined;
    };

    expect(await deposit('Account/1@1')).to.deep.equal(['Account/1@1']);
    expect(await deposit('Order/1@1')).to.deep.equal([]);
    expect(await deposit('Account/1@99')).to.deep.equal([]);
  });
});

describe('a dispatcher', () => {
  it('loads an aggregate now and then, and its events one by one', async () => {
    const { execute, load, events } = prepare();
    await execute({ aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' } });
    await execute({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 5 } });

    const now = await load(Account, '1');
    const before = await load(Account, '1', { version: 1 });
    const missing = await load(Account, '2');

    expect(now).to.deep.include({ state: { owner: 'Ann', balance: 5 }, version: 2, closed: false });
    expect(before.state.balance).to.equal(0);
    expect(missing.version).to.equal(0);
    expect((await all(events(Account, '1', { backwards: true }))).map(({ type }) => type)).to.deep.equal(['Deposited', 'Opened']);
  });
});
