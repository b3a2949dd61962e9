import { expect } from 'chai';
import { commandHandler, guards, snapshots } from '../../../runtime/src/lambda/index.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { Account } from '../account.js';
import { Member } from '../commands/member.js';

const variable = 'EVENT_SOURCING_TABLES';

/** Makes a handler where the environment names these tables. */
function withTables<Result>(tables: object, make: () => Result): Result {
  const before = process.env[variable];
  process.env[variable] = JSON.stringify(tables);
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}

describe('a function of commands', () => {
  const validate = createValidator();

  it('is refused without the guards that its aggregate needs, before any command', () => {
    const make = () => commandHandler({ aggregate: Member, validate });

    expect(() => withTables({ events: 'events', guards: 'guards' }, make)).to.throw(/Member has guards, and no guarding was passed/);
  });

  it('is made with the parts that it is passed, on the tables that the environment names', () => {
    const make = () => commandHandler({ aggregate: Member, validate, guards, snapshots: snapshots({ every: 50 }) });

    expect(withTables({ events: 'events', guards: 'guards', snapshots: 'snapshots' }, make)).to.be.a('function');
    expect(() => withTables({ events: 'events', guards: 'guards' }, make)).to.throw(/names no table for 'snapshots'/);
    expect(() => withTables({ events: 'events', snapshots: 'snapshots' }, make)).to.throw(/names no table for 'guards'/);
  });

  it('without parts needs no table but that of the events', () => {
    const make = () => commandHandler({ aggregate: Account, validate });

    expect(withTables({ events: 'events' }, make)).to.be.a('function');
  });
});
