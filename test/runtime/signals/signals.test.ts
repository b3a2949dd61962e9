import { expect } from 'chai';
import { createDispatcher, createSignals, EventSourcingError, inMemoryEventStore, veto } from '../../../runtime/src/index.js';
import { Account } from '../accountFixture.js';
import { caught } from '../caught.js';
import { all } from '../commitBuilders.js';

function prepare() {
  const signals = createSignals();
  const store = inMemoryEventStore();
  const { execute } = createDispatcher({ aggregates: [Account], store, signals });
  const send = (command: string, data: unknown = {}) => execute({ aggregate: 'Account', id: '1', command, data });
  return { signals, send, commits: () => all(store.read('Account/1')) };
}

describe('signals', () => {
  it('come in the order of a command: received, then before its events are saved', async () => {
    const { signals, send } = prepare();
    const heard: string[] = [];
    signals.on('eventPreSave', ({ events }) => void heard.push(`save ${events.map(({ type, version }) => `${type}@${version}`)}`));
    signals.on('commandReceived', ({ command, aggregateId }) => void heard.push(`received ${command} ${aggregateId}`));

    await send('Open', { owner: 'Ann' });
    await send('Exchange', { amount: 1 });

    expect(heard).to.deep.equal(['received Open 1', 'save Opened@1', 'received Exchange 1', 'save Deposited@2,Withdrawn@3']);
  });

  it('are awaited, one handler after the other', async () => {
    const { signals, send, commits } = prepare();
    const heard: string[] = [];
    signals.on('eventPreSave', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      heard.push(`slow, ${(await commits()).length} stored`);
    });
    signals.on('eventPreSave', () => void heard.push('quick'));

    await send('Open', { owner: 'Ann' });

    expect(heard).to.deep.equal(['slow, 0 stored', 'quick']);
  });

  it('give eventPreSave the state before, typed by its aggregate', async () => {
    const { signals, send } = prepare();
    const balances: number[] = [];
    signals.on('eventPreSave', { aggregate: Account, event: 'Withdrawn' }, ({ state, events }) => {
      balances.push(state.balance, ...events.map(({ data }) => data.amount));
    });

    await send('Open', { owner: 'Ann' });
    await send('Deposit', { amount: 10 });
    await send('Withdraw', { amount: 4 });

    expect(balances).to.deep.equal([10, 4]);
  });

  for (const name of ['commandReceived', 'eventPreSave'] as const) {
    it(`veto: a veto in ${name} stores nothing and tells code and reason`, async () => {
      const { signals, send, commits } = prepare();
      signals.on(name, { command: 'Account.Deposit' }, async () => veto('sunday', 'not on a Sunday'));
      await send('Open', { owner: 'Ann' });

      const error = await caught(send('Deposit', { amount: 1 }));

      expect(error).to.include({ code: 'CommandVetoed' });
      expect(error.details).to.deep.equal({ stream: 'Account/1', signal: name, veto: { code: 'sunday', message: 'not on a Sunday' } });
      expect(error.message).to.include('not on a Sunday');
      expect(await commits()).to.have.length(1);
    });

    it(`fail: any other throw in ${name} stores nothing, and is a failure of the service`, async () => {
      const { signals, send, commits } = prepare();
      const thrown = Object.assign(new Error('connect ETIMEDOUT 10.0.0.1:5432'), { code: 'ETIMEDOUT' });
      signals.on(name, { command: 'Account.Deposit' }, async () => {
        throw thrown;
      });
      await send('Open', { owner: 'Ann' });

      const error = await caught(send('Deposit', { amount: 1 }));

      expect(error).to.include({ code: 'ReceiverFailed', cause: thrown });
      expect(error.details).to.deep.equal({ stream: 'Account/1', signal: name });
      expect(await commits()).to.have.length(1);
    });
  }

  it("do not answer a command with an error of another command's, which a receiver sent", async () => {
    const { signals, send } = prepare();
    const other = new EventSourcingError({ code: 'CommandRejected', message: 'no', details: { stream: 's', rejection: { code: 'no' } } });
    signals.on('eventPreSave', () => {
      throw other;
    });

    expect(await caught(send('Open', { owner: 'Ann' }))).to.include({ code: 'ReceiverFailed', cause: other });
  });

  it('let it through that the store is busy or away', async () => {
    const { signals, send } = prepare();
    const busy = new EventSourcingError({ code: 'StoreThrottled', message: 'busy', details: { store: 'events' } });
    signals.on('eventPreSave', () => {
      throw busy;
    });

    expect(await caught(send('Open', { owner: 'Ann' }))).to.equal(busy);
  });

  it('are filtered by aggregate, command and event, with and without the name of the aggregate', async () => {
    const { signals, send } = prepare();
    const heard: string[] = [];
    const note = (name: string) => () => void heard.push(name);
    signals.on('eventPreSave', { aggregate: 'Account' }, note('aggregate'));
    signals.on('eventPreSave', { aggregate: 'Other' }, note('other aggregate'));
    signals.on('eventPreSave', { command: 'Exchange' }, note('command'));
    signals.on('eventPreSave', { command: 'Account.Exchange' }, note('full command'));
    signals.on('eventPreSave', { command: 'Other.Exchange' }, note('other command'));
    signals.on('eventPreSave', { event: 'Account.Withdrawn' }, ({ events }) => void heard.push(events.map(({ type }) => type).join()));
    signals.on('eventPreSave', { event: 'Renamed' }, note('other event'));
    signals.on('commandReceived', { event: 'Withdrawn' }, note('a command has no events'));

    await send('Open', { owner: 'Ann' });
    heard.length = 0;
    await send('Exchange', { amount: 1 });

    expect(heard).to.deep.equal(['aggregate', 'command', 'full command', 'Withdrawn']);
  });

  it('stop telling a receiver that unsubscribed', async () => {
    const { signals, send } = prepare();
    let count = 0;
    const off = signals.on('commandReceived', () => void count++);

    await send('Open', { owner: 'Ann' });
    off();
    await send('Deposit', { amount: 1 });

    expect(count).to.equal(1);
    expect(signals.listening()).to.deep.equal([]);
  });

  it('refuse a name that is none, and a handler that is none', () => {
    const { on } = createSignals();

    expect(() => on('eventSaved' as 'eventPreSave', () => {})).to.throw("There is no signal 'eventSaved'");
    expect(() => on('eventPreSave', {}, undefined as never)).to.throw('needs a function');
  });
});
