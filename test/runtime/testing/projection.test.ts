import { expect } from 'chai';
import { defineAggregate, defineProjection, object } from '../../../runtime/src/index.js';
import { testing } from '../../../runtime/src/testing/index.js';
import { Account, accounts } from '../accountFixture.js';
import { closed, deposited, opened, withdrawn } from '../commitBuilders.js';
import { failed, linesOf } from './failed.js';

const { given } = testing(accounts, { aggregateId: '42' });

const Chair = defineAggregate({
  name: 'Chair',
  initialState: () => ({}),
  events: { Made: object({}), ChairUsed: object({}) },
  evolve: { Made: (state) => state, ChairUsed: (state) => state },
  commands: {},
});
const Table = defineAggregate({
  name: 'Table',
  initialState: () => ({}),
  events: { Made: object({}), TableUsed: object({}) },
  evolve: { Made: (state) => state, TableUsed: (state) => state },
  commands: {},
});
const things = defineProjection({
  name: 'things',
  from: [Chair, Table],
  row: object({ of: { type: 'string' }, at: { type: 'string' } }),
  evolve: { Made: (_, { aggregate, at }) => ({ of: aggregate, at }) },
});
const made = { type: 'Made', data: {} } as const;

describe('a scenario of a projection', () => {
  it('passes where the events make this row', async () => {
    await given([opened(), deposited(10), withdrawn(4)]).thenRow({ id: '42', owner: 'Ann', balance: 6, events: 3 });
  });

  it('fails where they make another, with the place', async () => {
    const error = await failed(() => given([opened(), deposited(10)]).thenRow({ id: '42', owner: 'Ann', balance: 9, events: 2 }));

    expect(linesOf(error)).to.deep.equal([
      'accounts has another row than expected (- expected, + there):',
      '',
      '- balance: 9',
      '+ balance: 10',
    ]);
    expect(error).to.deep.include({ actual: { id: '42', owner: 'Ann', balance: 10, events: 2 } });
  });

  it('passes where they make none, or remove it', async () => {
    await given().thenNoRow();
    await given([deposited(10)]).thenNoRow();
    await given([opened(), closed()]).thenNoRow();
  });

  it('fails where there is a row and should be none, and the other way round', async () => {
    const some = await failed(() => given([opened()]).thenNoRow());
    const none = await failed(() => given([opened(), closed()]).thenRow({ id: '42', owner: 'Ann', balance: 0, events: 1 }));

    expect(some.message).to.equal("accounts has a row, expected was none: { id: '42', owner: 'Ann', balance: 0, events: 1 }");
    expect(none.message).to.include('accounts has no row, expected was { id');
  });

  it('checks the row as a deployed projection does', async () => {
    const broken = defineProjection({
      name: 'broken',
      from: [Account],
      row: object({ id: { type: 'integer' } }),
      evolve: { Opened: () => JSON.parse('{ "id": "one" }') },
    });

    const error = await testing(broken)
      .given([opened()])
      .thenNoRow()
      .catch((thrown) => thrown);

    expect(error).to.include({ code: 'RowInvalid' });
  });

  it('finds the aggregate by the types of the events, or is told', async () => {
    await testing(things)
      .given([made, { type: 'TableUsed', data: {} }])
      .thenRow({ of: 'Table', at: '2026-01-01T00:00:00.000Z' });
    await testing(things, { aggregate: 'Chair' })
      .given([{ ...made, at: '2026-02-01' }])
      .thenRow({ of: 'Chair', at: '2026-02-01T00:00:00.000Z' });
  });

  it('fails where the aggregate cannot be told, or there is none', async () => {
    const either = await failed(() => testing(things).given([made]));
    const ofBoth = JSON.parse('[{ "type": "ChairUsed", "data": {} }, { "type": "TableUsed", "data": {} }]');
    const mixed = await failed(() => testing(things).given(ofBoth));
    const unknown = await failed(() => testing(things, { aggregate: 'Lamp' }).given([made]));

    expect(either.message).to.equal("given: Made could be of any of Chair, Table: say which with the option 'aggregate'.");
    expect(mixed.message).to.include('given: none of Chair, Table has all of ChairUsed, TableUsed.');
    expect(unknown.message).to.equal("things is not fed by 'Lamp', only by Chair, Table.");
  });
});
