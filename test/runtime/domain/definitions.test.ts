import { expect } from 'chai';
import * as runtime from '../../../runtime/src/index.js';
import { dynamodb, EventSourcingError, from, object } from '../../../runtime/src/index.js';
import { describe as describeDefinition } from '../../../runtime/src/model/index.js';
import { Account, accounts } from '../accountFixture.js';

// As somebody without TypeScript would call them.
type Define = (definition: object) => unknown;
const untyped = (name: 'defineAggregate' | 'defineProjection'): Define => Reflect.get({ ...runtime }, name) as Define;
const defineAggregate = untyped('defineAggregate');
const defineProjection = untyped('defineProjection');

const door = {
  name: 'Door',
  initialState: () => ({ open: false }),
  events: { Opened: object({}) },
  evolve: { Opened: () => ({ open: true }) },
  commands: { Open: { creates: true, emits: 'Opened' } },
};
const doors = { name: 'doors', from: [{ name: 'Door', events: door.events }], row: object({ id: { type: 'string' } }), evolve: {} };
const ownStore = { kind: 'memory', indexes: {}, open: runtime.inMemoryRowStore } as const;

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof EventSourcingError && error.code === 'DefinitionInvalid') return error.message;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('a definition', () => {
  const noStep = from<object>();
  const aggregates: [string, object, string][] = [
    ['a name in lower case', { name: 'door' }, "'door' given"],
    ['a name with a slash', { name: 'Do/or' }, "'Do/or' given"],
    ['no initial state', { initialState: {} }, 'initialState must be a function'],
    ['an event without a fold', { evolve: {} }, 'evolve.Opened is missing'],
    ['a fold without an event', { evolve: { ...door.evolve, Shut: () => ({}) } }, 'evolve.Shut folds an event that is not in events'],
    ['a command that emits what is not there', { commands: { Open: { emits: 'Shut' } } }, "names 'Shut', which is not in events (Opened)"],
    ['a command that does nothing', { commands: { Open: {} } }, 'needs emits or a payload'],
    [
      'a command that creates and deletes',
      { commands: { Open: { creates: true, deletes: true, emits: 'Opened' } } },
      'both create and delete',
    ],
    [
      'a record as an event that is not there',
      { commands: { Open: { payload: object({}), records: 'Declined' } }, decide: { Open: () => [] } },
      "commands.Open.records names 'Declined', which is not in events (Opened)",
    ],
    [
      'a record that is no name',
      { commands: { Open: { payload: object({}), records: true } }, decide: { Open: () => [] } },
      "names 'true'",
    ],
    [
      'a record of a command that emits its payload',
      { commands: { Open: { emits: 'Opened', records: 'Opened' } } },
      'commands.Open has emits and records',
    ],
    [
      'a record of a command that creates',
      { commands: { Open: { creates: true, payload: object({}), records: 'Opened' } }, decide: { Open: () => [] } },
      'commands.Open has creates and records',
    ],
    [
      'a record as an event that wants more than a rejection has',
      {
        events: { Opened: object({ code: { type: 'string' }, door: { type: 'string' } }) },
        commands: { Open: { payload: object({}), records: 'Opened' } },
        decide: { Open: () => [] },
      },
      "commands.Open.records names 'Opened', whose schema requires door: of a rejection there are code, message and details",
    ],
    ['a command that nobody decides', { commands: { Open: { payload: object({}) } } }, 'decide.Open is missing'],
    ['a decision for no command', { decide: { Shut: () => [] } }, 'decide.Shut decides a command that is not in commands'],
    [
      'upcasters of an event that is not there',
      { upcast: { Shut: noStep.to(() => ({})) } },
      'upcast.Shut upcasts an event that is not in events',
    ],
    [
      'an upcaster that from did not make',
      { upcast: { Opened: () => ({}) } },
      'upcast.Opened must be made by from(…).to(…), function given',
    ],
    ['an upcaster without a step', { upcast: { Opened: noStep } }, 'upcast.Opened has no step'],
    [
      'an upcaster with a step that is no function',
      { upcast: { Opened: Reflect.apply(noStep.to, noStep, ['x']) } },
      'a step that is no function',
    ],
    ['upcasters that are none', { upcast: 'yes' }, 'upcast must be an object, string given'],
    [
      'an earlier name of an event that is not there',
      { renamed: { Unlocked: 'Shut' } },
      "renamed.Unlocked names 'Shut', which is not in events (Opened)",
    ],
    ['an earlier name that is a name of today', { renamed: { Opened: 'Opened' } }, 'renamed.Opened is an event of today'],
    ['an unknown rule for unknown events', { unknownEvents: 'ignore' }, "unknownEvents must be 'fail' or 'skip', 'ignore' given"],
    ['a decision for a command that emits', { decide: { Open: () => [] } }, 'decide.Open decides a command that emits'],
  ];
  for (const [what, change, message] of aggregates) {
    it(`of an aggregate with ${what} is refused`, () => {
      expect(refusal(() => defineAggregate({ ...door, ...change }))).to.include(message);
    });
  }

  const projections: [string, object, string][] = [
    ['a name with an underscore', { name: 'my_doors' }, "'my_doors' given"],
    ['no aggregates', { from: [] }, 'from is empty'],
    ['a fold of an event that nobody has', { evolve: { Shut: () => null } }, 'evolve.Shut folds an event that none'],
    [
      'an index over a field that is not there',
      { store: dynamodb({ indexes: { byName: { partition: 'name' } } }) },
      "'byName' is over 'name'",
    ],
    ['a store that cannot keep its rows', { store: { ...ownStore, refusal: () => 'It rusts.' } }, 'It rusts.'],
    [
      "an index of a store of one's own over a field that is not there",
      { store: { ...ownStore, indexes: { byName: { partition: 'name' } } } },
      "over 'name'",
    ],
    ['a time to live that is no number', { store: dynamodb({ ttl: 'id' }) }, "ttl is 'id', which must be a number"],
    ['an index with an impossible name', { store: dynamodb({ indexes: { x: { partition: 'id' } } }) }, "index 'x'"],
  ];
  for (const [what, change, message] of projections) {
    it(`of a projection with ${what} is refused`, () => {
      expect(refusal(() => defineProjection({ ...doors, ...change }))).to.include(message);
    });
  }

  it('is described as plain data', () => {
    const account = describeDefinition(Account);
    const rows = describeDefinition(accounts);

    expect(JSON.parse(JSON.stringify(account))).to.deep.equal(account);
    expect(account).to.deep.include({ kind: 'aggregate', name: 'Account' });
    expect(account).to.have.deep.nested.property('commands.Open', { creates: true, deletes: false, payload: Account.events.Opened });
    expect(rows).to.deep.include({
      from: ['Account'],
      store: 'dynamodb',
      keyAttribute: 'key',
      indexes: {
        byOwner: {
          partition: { field: 'owner', attribute: 'byOwner_partition', type: 'S' },
          sort: { field: 'balance', attribute: 'byOwner_sort', type: 'N' },
        },
      },
    });
  });

  it('is described as rows in another store where it opens one', () => {
    expect(describeDefinition({ ...accounts, store: ownStore })).to.include({ store: 'other', shared: false });
  });

  it('is described with the attribute by which its rows expire', () => {
    expect(describeDefinition({ ...accounts, store: dynamodb({ ttl: 'balance' }) })).to.include({ expiryAttribute: 'expires' });
    expect(describeDefinition(accounts)).not.to.have.property('expiryAttribute');
  });

  it('is told from other values', () => {
    for (const value of [undefined, null, 1, 'Item', {}, { name: 'x' }, [], () => {}])
      expect(describeDefinition(value)).to.equal(undefined);
  });

  it('with something that is no JSON Schema is refused when it is described, with its place', () => {
    const odd = defineAggregate({ ...door, events: { Opened: { type: 'objekt' } } });
    const misspelled = defineAggregate({ ...door, events: { Opened: { type: 'object', propertys: {} } } });

    expect(refusal(() => describeDefinition(odd))).to.include('Door: events.Opened is no JSON Schema');
    expect(refusal(() => describeDefinition(misspelled))).to.include('propertys');
  });
});
