// Mistakes that must not compile. Each `@ts-expect-error` is a test: the compiler complains where there is no error under it.
import { defineAggregate, defineProjection, dynamodb, object, reject, signals } from 'serverless-event-sourcing-runtime';

const n = { type: 'number' } as const;
const events = { Added: object({ n }), Named: object({ name: { type: 'string' } }, { optional: ['name'] }) };
const base = {
  name: 'Counter',
  initialState: () => ({ n: 0 }),
  events,
  evolve: {
    Added: (state: { n: number }, event: { data: { n: number } }) => ({ n: state.n + event.data.n }),
    Named: (state: { n: number }) => state,
  },
} as const;
const payload = object({ by: n });

// What is right compiles, and its types are the schemas'.
const Counter = defineAggregate({
  name: 'Counter',
  initialState: () => ({ n: 0, name: 'none' }),
  events,
  evolve: {
    Added: (state, { data, version, aggregateId, at }) => {
      const added: number = data.n;
      const facts: [number, string, string] = [version, aggregateId, at];
      return { ...state, n: state.n + added + facts.length };
    },
    Named: (state, { data }) => {
      const name: string | undefined = data.name;
      return { ...state, name: name ?? state.name };
    },
  },
  commands: {
    Add: { emits: 'Added', diff: ['n'] },
    Start: { creates: true, payload },
    Rename: { payload: object({ to: { type: 'string' } }) },
  },
  decide: {
    Start: (state, { by }, { aggregateId }) =>
      by > state.n
        ? reject('too-much', aggregateId)
        : [
            { type: 'Added', data: { n: by } },
            { type: 'Named', data: { name: 'new' } },
          ],
    Rename: (_, { to }) => ({ type: 'Named', data: { name: to } }),
  },
});

// @ts-expect-error a command emits an event that is not there
defineAggregate({ ...base, commands: { Add: { emits: 'Subtracted' } } });
// @ts-expect-error a fold reads a field that the event does not have
defineAggregate({ ...base, evolve: { ...base.evolve, Added: (_state, { data }) => ({ n: data.m }) }, commands: {} });
// @ts-expect-error an event has no fold
defineAggregate({ ...base, evolve: { Added: base.evolve.Added }, commands: {} });
// @ts-expect-error a fold returns what is no state
defineAggregate({ ...base, evolve: { ...base.evolve, Added: () => ({ n: 'one' }) }, commands: {} });
// @ts-expect-error a decision reads a field that the payload does not have
defineAggregate({ ...base, commands: { Add: { payload } }, decide: { Add: (_, data) => ({ type: 'Added', data: { n: data.from } }) } });
// @ts-expect-error a decision returns an event whose data is wrong
defineAggregate({ ...base, commands: { Add: { payload } }, decide: { Add: () => ({ type: 'Added', data: { n: 'one' } }) } });
// @ts-expect-error a decision returns an event that is not there
defineAggregate({ ...base, commands: { Add: { payload } }, decide: { Add: () => ({ type: 'Subtracted', data: { n: 1 } }) } });
// @ts-expect-error a command with a payload is not decided
defineAggregate({ ...base, commands: { Add: { payload } } });
// @ts-expect-error a decision for a command that is not there
defineAggregate({ ...base, commands: { Add: { payload } }, decide: { Add: () => [], Subtract: () => [] } });
// @ts-expect-error a decision for a command that emits
defineAggregate({ ...base, commands: { Add: { emits: 'Added' } }, decide: { Add: () => [] } });
// @ts-expect-error emits and payload
defineAggregate({ ...base, commands: { Add: { emits: 'Added', payload } }, decide: { Add: () => [] } });
// @ts-expect-error diff of a field that the state does not have
defineAggregate({ ...base, commands: { Add: { emits: 'Added', diff: ['m'] } } });

type Lamp = { readonly status: 'on' | 'off' | 1; readonly at: string; readonly bulbs: string[] };
const lamp = { name: 'Lamp', initialState: (): Lamp => ({ status: 'off', at: '', bulbs: [] }), events: { Lit: object({}) } } as const;
// A literal is what the state says, without a cast.
defineAggregate({
  ...lamp,
  evolve: { Lit: (state, { at }) => ({ ...state, status: 'on', at, bulbs: [...state.bulbs, at] }) },
  commands: {},
});
defineAggregate({ ...lamp, evolve: { Lit: ({ status, ...state }) => ({ ...state, status: status === 1 ? 'on' : 1 }) }, commands: {} });
// @ts-expect-error a literal that the state does not have
defineAggregate({ ...lamp, evolve: { Lit: (state) => ({ ...state, status: 'lit' }) }, commands: {} });
// @ts-expect-error a state without a field
defineAggregate({ ...lamp, evolve: { Lit: () => ({ status: 'on', at: '' }) }, commands: {} });

const row = object({ id: { type: 'string' }, total: n });
defineProjection({
  name: 'totals',
  from: [Counter],
  row,
  evolve: {
    Added: (before, { aggregateId, data }) => ({ id: aggregateId, total: (before?.total ?? 0) + data.n }),
    Named: (before, { data }) => (data.name === 'gone' ? null : before),
  },
  store: dynamodb({ indexes: { byTotal: { partition: 'id', sort: 'total' } } }),
});

// @ts-expect-error a projection folds an event that is not there
defineProjection({ name: 'totals', from: [Counter], row, evolve: { Subtracted: () => null } });
// @ts-expect-error a projection reads a field that the event does not have
defineProjection({ name: 'totals', from: [Counter], row, evolve: { Added: (_, e) => ({ id: e.aggregateId, total: e.data.m }) } });
// @ts-expect-error a projection makes a row that is none
defineProjection({ name: 'totals', from: [Counter], row, evolve: { Added: (_, e) => ({ id: e.aggregateId }) } });
// @ts-expect-error an index over a field that the row does not have
defineProjection({ name: 'totals', from: [Counter], row, evolve: {}, store: dynamodb({ indexes: { byName: { partition: 'name' } } }) });

signals.on('eventPreSave', { aggregate: Counter, command: 'Add' }, ({ state, events: saved }) => {
  const before: number = state.n;
  for (const event of saved) if (event.type === 'Added') console.log(before + event.data.n);
});
signals.on('eventPostSave', { aggregate: Counter, event: 'Added' }, ({ events: saved }) => saved.map(({ data }) => data.n.toFixed()));
// @ts-expect-error a command that the aggregate does not have
signals.on('eventPreSave', { aggregate: Counter, command: 'Subtract' }, () => {});
// @ts-expect-error an event that the aggregate does not have
signals.on('eventPostSave', { aggregate: Counter, event: 'Subtracted' }, () => {});
// @ts-expect-error a signal that is none
signals.on('eventSaved', () => {});
// @ts-expect-error a field that the event does not have
signals.on('eventPostSave', { aggregate: Counter, event: 'Added' }, ({ events: saved }) => saved.map(({ data }) => data.m));
// @ts-expect-error rows of many streams cannot go with the commit of one
defineProjection({ name: 'totals', from: [Counter], row, evolve: {}, key: () => 'all', commutes: true, inline: true });
