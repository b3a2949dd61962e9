import { expect } from 'chai';
import fc from 'fast-check';
import { emptyStream, foldCommit } from '../../../../runtime/src/domain/aggregates/fold.js';
import {
  type CommittedEvent,
  createDispatcher,
  createSignals,
  defineAggregate,
  from,
  inMemoryEventStore,
  loadState,
  object,
  readEvents,
} from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';
import { all, commit } from '../../commitBuilders.js';
import { created, Item, OldItem, priced } from '../../itemsFixture.js';

const stream = 'Item/1';

/** A store with a stream of these events, a commit each. */
async function storeOf(...events: readonly (CommittedEvent | undefined)[]) {
  const store = inMemoryEventStore();
  for (const [index, event] of events.entries()) if (event) await store.append(commit(stream, index + 1, [event]));
  return store;
}
const lenientItem = { ...Item, unknownEvents: 'skip' } as const;
const dispatcherOf = (aggregate: typeof Item | typeof OldItem, store = inMemoryEventStore()) =>
  createDispatcher({ aggregates: [aggregate], store, signals: createSignals() });

describe('an event of an earlier schema', () => {
  it('is folded as one of today, from whichever schema it is of', async () => {
    for (const schema of [1, 2, 3]) {
      const store = await storeOf(created(), priced(5)[schema]);

      expect((await loadState(store, Item, '1')).state, `schema ${schema}`).to.deep.equal({ name: 'Chair', cents: 500, currency: 'EUR' });
    }
  });

  it('is folded as one of today where a version lies in the middle of its commit', async () => {
    const store = inMemoryEventStore();
    await store.append(commit(stream, 1, [created(), priced(5)[3] ?? created(), priced(6)[1] ?? created()]));

    const { state } = await loadState(store, Item, '1', { version: 2 });

    expect(state).to.deep.equal({ name: 'Chair', cents: 500, currency: 'EUR' });
  });

  it('is read as one of today', async () => {
    const store = await storeOf(created(), priced(5)[1], priced(6)[2], priced(7)[3]);

    const { events } = await readEvents(store, Item, '1', 1, 10);

    const expected = [500, 600, 700].map((cents, index) => ({
      type: 'PriceUpdated',
      data: { cents, currency: 'EUR' },
      version: index + 2,
    }));
    expect(events.map(({ type, data, version }) => ({ type, data, version }))).to.deep.equal(expected);
    expect(events[0]).not.to.have.property('schema');
  });

  it('stays as it was stored', async () => {
    const store = await storeOf(created(), priced(5)[1]);
    await loadState(store, Item, '1');

    expect((await all(store.read(stream))).flatMap(({ events }) => events)).to.deep.equal([created(), priced(5)[1]]);
  });

  it('is answered as one of today when its command is repeated', async () => {
    const store = inMemoryEventStore();
    const price = { aggregate: 'Item', id: '1', command: 'Price', commandId: 'once' };
    await dispatcherOf(OldItem, store).execute({ aggregate: 'Item', id: '1', command: 'Create', data: { name: 'Chair' } });
    await dispatcherOf(OldItem, store).execute({ ...price, data: { price: 5 } });
    const sameShape = {
      ...OldItem,
      upcast: { PriceUpdated: from<{ price: number }>().to((data) => ({ price: -data.price })) },
    };

    const again = await createDispatcher({ aggregates: [sameShape], store }).execute({ ...price, data: { price: 5 } });

    expect(again.events.map(({ data }) => data)).to.deep.equal([{ price: -5 }]);
  });

  it('is read under the name of today, through the same upcasters', async () => {
    const store = await storeOf(
      created(),
      { type: 'PriceChanged', data: { price: 5 } },
      { ...priced(6)[3], type: 'PriceChanged', data: {}, schema: 3 },
    );

    const { events } = await readEvents(store, Item, '1', 1, 10);

    expect(events.map(({ type, data }) => ({ type, data }))).to.deep.equal([
      { type: 'PriceUpdated', data: { cents: 500, currency: 'EUR' } },
      { type: 'PriceUpdated', data: {} },
    ]);
  });
});

describe('a new event', () => {
  it('is stored with the number of its schema, unless that is the first', async () => {
    const store = inMemoryEventStore();
    const { execute } = dispatcherOf(Item, store);
    await execute({ aggregate: 'Item', id: '1', command: 'Create', data: { name: 'Chair' } });
    await execute({ aggregate: 'Item', id: '1', command: 'Price', data: { cents: 500, currency: 'EUR' } });

    const stored = (await all(store.read(stream))).flatMap(({ events }) => events);

    expect(stored).to.deep.equal([created(), priced(5)[3]]);
  });

  it('is stored with it where it was decided', async () => {
    const Counter = defineAggregate({
      name: 'Counter',
      initialState: () => ({}),
      events: { Added: object({ by: { type: 'number' } }) },
      upcast: { Added: from<{ n: number }>().to(({ n }) => ({ by: n })) },
      evolve: { Added: (state) => state },
      commands: { Add: { creates: true, payload: object({}) } },
      decide: {
        Add: () => [
          { type: 'Added', data: { by: 1 } },
          { type: 'Added', data: { by: 2 } },
        ],
      },
    });
    const store = inMemoryEventStore();
    await createDispatcher({ aggregates: [Counter], store }).execute({ aggregate: 'Counter', id: '1', command: 'Add', data: {} });

    expect((await all(store.read('Counter/1')))[0]?.events).to.deep.equal([
      { type: 'Added', data: { by: 1 }, schema: 2 },
      { type: 'Added', data: { by: 2 }, schema: 2 },
    ]);
  });

  it('is refused where it is valid only by an earlier schema', async () => {
    const store = await storeOf(created());

    const error = await caught(dispatcherOf(Item, store).execute({ aggregate: 'Item', id: '1', command: 'Price', data: { price: 5 } }));

    expect(error).to.include({ code: 'ValidationFailed' });
  });
});

describe('an event that is not known', () => {
  const foreign = { type: 'ItemPainted', data: { colour: 'red' } };

  it('is an error that names type, stream and version, wherever it is read', async () => {
    const store = await storeOf(created(), foreign);
    const reads = [
      loadState(store, Item, '1'),
      readEvents(store, Item, '1', 0, 10),
      dispatcherOf(Item, store).execute({ aggregate: 'Item', id: '1', command: 'Price', data: { cents: 1, currency: 'EUR' } }),
    ];

    for (const read of reads) {
      const error = await caught(read);
      expect(error).to.include({ code: 'EventUnknown' });
      expect(error.details).to.deep.equal({ stream, version: 2, event: 'ItemPainted', schema: 1 });
      expect(error.message).to.include("Version 2 of Item/1 is an event 'ItemPainted', which Item does not know");
      expect(error.message).to.include("unknownEvents: 'skip'");
    }
  });

  it('is one of a newer schema than is known: an older deployment does not fold it', async () => {
    const store = await storeOf(created(), priced(5)[3]);

    const error = await caught(loadState(store, OldItem, '1'));

    expect(error).to.include({ code: 'EventUnknown' });
    expect(error.details).to.deep.equal({ stream, version: 2, event: 'PriceUpdated', schema: 3 });
    expect(error.message).to.include("'PriceUpdated' of schema 3, of which Item knows schema 1 only here");
  });

  it('is one of a newer schema, though unknown types are passed over', async () => {
    const store = await storeOf(created(), { type: 'PriceUpdated', data: {}, schema: 4 });

    const error = await caught(loadState(store, lenientItem, '1'));

    expect(error).to.include({ code: 'EventUnknown' });
    expect(error.message).to.include('the schemas 1 to 3');
  });

  for (const schema of [0, -1, 1.5, Number.NaN]) {
    it(`is one of schema ${schema}, which is none`, async () => {
      const event: CommittedEvent = { type: 'PriceUpdated', data: {}, schema };
      const read = () => foldCommit(Item, emptyStream(Item), commit(stream, 1, [event]));

      expect(read).to.throw(`'PriceUpdated' of schema ${schema}`);
    });
  }

  it('that has the name of a property of every object is not known either', async () => {
    for (const type of ['constructor', '__proto__', 'toString']) {
      expect(await caught(loadState(await storeOf({ type, data: {} }), Item, '1'))).to.include({ code: 'EventUnknown' });
    }
  });

  it('is passed over where the aggregate says so, and its version counts', async () => {
    const Lenient = lenientItem;
    const store = await storeOf(created(), foreign, priced(5)[1], foreign);

    const folded = await loadState(store, Lenient, '1');
    const first = await readEvents(store, Lenient, '1', 0, 1);
    const second = await readEvents(store, Lenient, '1', 1, 1);
    const result = await createDispatcher({ aggregates: [Lenient], store }).execute({
      aggregate: 'Item',
      id: '1',
      command: 'Price',
      data: { cents: 1, currency: 'EUR' },
      expectedVersion: 4,
    });

    expect(folded).to.deep.include({ version: 4, state: { name: 'Chair', cents: 500, currency: 'EUR' } });
    expect({ versions: first.events.map(({ version }) => version), more: first.more }).to.deep.equal({ versions: [1], more: true });
    expect({ versions: second.events.map(({ version }) => version), more: second.more }).to.deep.equal({ versions: [3], more: false });
    expect(result.version).to.equal(5);
  });

  it('is passed over in the middle of a commit, and what follows keeps its version', async () => {
    const store = inMemoryEventStore();
    await store.append(commit(stream, 1, [created(), foreign, priced(5)[2] ?? foreign]));

    const { events } = await readEvents(store, lenientItem, '1', 0, 10);

    expect(events.map(({ type, version }) => `${type}@${version}`)).to.deep.equal(['ItemCreated@1', 'PriceUpdated@3']);
  });
});

describe('an upcaster that fails', () => {
  type Step = (data: { price: number }) => unknown;
  const failing = (second: Step) => {
    const first = from<{ price: number }>().to((data) => data);
    return { ...OldItem, upcast: { PriceUpdated: first.to(second) } };
  };
  const noRate = () => {
    throw new Error('no rate');
  };
  const failures: [string, Step, string][] = [
    ['throws', noRate, 'no rate'],
    ['gives nothing', () => undefined, 'it gave nothing'],
    ['gives a promise', async () => ({}), 'it gave a promise'],
    ['changes what it is given', (data) => Object.assign(data, { price: 1 }), 'read only'],
  ];
  for (const [what, step, reason] of failures) {
    it(`because it ${what} is an error that names event, step and stream`, async () => {
      const store = await storeOf(created(), priced(5)[1]);

      const error = await caught(loadState(store, failing(step), '1'));

      expect(error).to.include({ code: 'UpcastFailed' });
      expect(error.details).to.deep.equal({ stream, version: 2, event: 'PriceUpdated', schema: 2 });
      expect(error.message)
        .to.include('The upcaster of Item.PriceUpdated from schema 2 to 3 failed on version 2 of Item/1')
        .and.include(reason);
      expect(error.cause).to.be.an('error');
    });
  }
});

describe('any chain of upcasters', () => {
  type Trail = { readonly n: number; readonly trail: readonly number[] };
  const operations: readonly ((n: number) => number)[] = [(n) => n + 1, (n) => n * 3, (n) => -n, (n) => n % 7];
  const chainOf = (steps: readonly number[]) => {
    const step = (operation: number) => (data: Trail) => ({ n: operations[operation]?.(data.n) ?? 0, trail: [...data.trail, operation] });
    const [first = 0, ...others] = steps;
    return others.reduce((chain, operation) => chain.to(step(operation)), from<Trail>().to(step(first)));
  };
  const aggregateOf = (steps: readonly number[]) =>
    defineAggregate({
      name: 'Log',
      initialState: (): { readonly entries: readonly Trail[] } => ({ entries: [] }),
      events: { Logged: object({ n: { type: 'number' }, trail: { type: 'array', items: { type: 'integer' } } }) },
      upcast: { Logged: chainOf(steps) },
      evolve: { Logged: (log, { data }) => ({ entries: [...log.entries, data] }) },
      commands: {},
    });
  const steps = fc.array(fc.integer({ min: 0, max: operations.length - 1 }), { minLength: 1, maxLength: 6 });
  const history = fc.record({
    steps,
    events: fc.array(fc.record({ n: fc.integer({ min: -100, max: 100 }), schema: fc.nat() }), { minLength: 1, maxLength: 12 }),
    cuts: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  });
  /** Events of schemas that the chain knows, in commits that end where there is a cut. */
  const commitsOf = ({
    steps,
    events,
    cuts,
  }: {
    steps: readonly number[];
    events: readonly { n: number; schema: number }[];
    cuts: readonly boolean[];
  }) => {
    const stored = events.map(({ n, schema }) => ({ type: 'Logged', data: { n, trail: [] }, schema: 1 + (schema % (steps.length + 1)) }));
    const groups: (typeof stored)[] = [];
    for (const [index, event] of stored.entries()) {
      if (index === 0 || cuts[index]) groups.push([]);
      groups.at(-1)?.push(event);
    }
    let version = 1;
    return groups.map((group) => {
      version += group.length;
      return commit('Log/1', version - group.length, group);
    });
  };
  // Without the library: what each event must become, one step after the other.
  const expected = (steps: readonly number[], events: readonly CommittedEvent[]) =>
    events.map(({ data, schema = 1 }) => {
      let { n } = data as Trail;
      for (const operation of steps.slice(schema - 1)) n = operations[operation]?.(n) ?? 0;
      return { n, trail: steps.slice(schema - 1) };
    });

  it('does what its steps do one after the other, from whichever schema', () => {
    fc.assert(
      fc.property(history, (past) => {
        const commits = commitsOf(past);
        const Log = aggregateOf(past.steps);

        const folded = commits.reduce((before, each) => foldCommit(Log, before, each), emptyStream(Log));

        expect(folded.state).to.deep.equal({
          entries: expected(
            past.steps,
            commits.flatMap(({ events }) => events),
          ),
        });
      }),
    );
  });

  it('gives the same state for any split of a stream into commits, at each of its versions', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (past) => {
        const Log = aggregateOf(past.steps);
        const store = inMemoryEventStore();
        for (const each of commitsOf(past)) await store.append(each);
        const one = expected(
          past.steps,
          commitsOf({ ...past, cuts: [] }).flatMap(({ events }) => events),
        );

        for (let version = 0; version <= past.events.length; version++) {
          expect((await loadState(store, Log, '1', { version })).state).to.deep.equal({ entries: one.slice(0, version) });
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is a part of a longer one: what was upcast before is upcast on as if it had been stored so', () => {
    fc.assert(
      fc.property(steps, steps, fc.integer({ min: -100, max: 100 }), (first, second, n) => {
        const read = (chain: readonly number[], event: CommittedEvent) =>
          (foldCommit(aggregateOf(chain), emptyStream(aggregateOf(chain)), commit('Log/1', 1, [event])).state as { entries: Trail[] })
            .entries[0];
        const stored = { type: 'Logged', data: { n, trail: [] } };

        const before = read(first, stored);

        expect(read([...first, ...second], { type: 'Logged', data: before, schema: first.length + 1 })).to.deep.equal(
          read([...first, ...second], stored),
        );
      }),
    );
  });
});
