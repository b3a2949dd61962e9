import { expect } from 'chai';
import { createDispatcher, createSignals, defineAggregate, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { all } from '../../commitBuilders.js';

const Note = defineAggregate({
  name: 'Note',
  initialState: () => ({ lines: [] as unknown[] }),
  events: { Written: { type: 'object', properties: { lines: { type: 'array' } }, required: ['lines'] } },
  // A state that holds what its event does.
  evolve: { Written: (_, { data }) => ({ lines: data.lines as unknown[] }) },
  commands: { Write: { creates: true, emits: 'Written' }, Rewrite: { payload: { type: 'object' } } },
  decide: { Rewrite: (_state, payload) => ({ type: 'Written', data: payload as { lines: unknown[] } }) },
});

function prepare() {
  const store = inMemoryEventStore();
  const { execute, load, transact } = createDispatcher({ aggregates: [Note], store, signals: createSignals() });
  const send = (command: string, data: unknown, more: object = {}) => execute({ aggregate: 'Note', id: '1', command, data, ...more });
  return { store, send, transact, load: () => load(Note, '1') };
}

describe('a payload', () => {
  it('stays its caller’s: it is not frozen with the state, and no change of it is seen', async () => {
    const { send, load, store } = prepare();
    const payload = { lines: [{ text: 'a' }] };

    for (const command of ['Write', 'Rewrite']) {
      const { events } = await send(command, payload);
      payload.lines[0] = { text: 'changed' };
      payload.lines.pop();
      payload.lines.push({ text: 'a' });

      expect(events[0]?.data).to.deep.equal({ lines: [{ text: 'a' }] });
      expect((await load()).state).to.deep.equal({ lines: [{ text: 'a' }] });
    }

    expect((await all(store.read('Note/1'))).map(({ events }) => events[0]?.data)).to.deep.equal([
      { lines: [{ text: 'a' }] },
      { lines: [{ text: 'a' }] },
    ]);
  });

  it('is folded as it will be read, whether it becomes the event or is decided', async () => {
    for (const command of ['Write', 'Rewrite']) {
      const { send, store } = prepare();
      if (command === 'Rewrite') await send('Write', { lines: [] });

      const { events } = await send(command, { lines: [new Date(0)], none: undefined });

      expect(events[0]?.data).to.deep.equal({ lines: ['1970-01-01T00:00:00.000Z'] });
      expect((await all(store.read('Note/1'))).at(-1)?.events[0]?.data).to.deep.equal(events[0]?.data);
    }
  });

  it('leaves a fingerprint only where it can come again: under a key, and in a transaction, which is tried again', async () => {
    const { send, transact, store } = prepare();
    await send('Write', { lines: [] });

    await send('Rewrite', { lines: [1] }, { commandId: 'k' });
    await transact(({ execute }) => execute({ aggregate: 'Note', id: '1', command: 'Rewrite', data: { lines: [2] } }));

    expect((await all(store.read('Note/1'))).map(({ fingerprint }) => typeof fingerprint)).to.deep.equal(['undefined', 'string', 'string']);
  });
});
