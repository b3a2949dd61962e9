import { expect } from 'chai';
import { commandHandler, guards, snapshots } from '../../../runtime/src/lambda/index.js';
import { slotPurpose, tablesFromEnvironment } from '../../../runtime/src/lambda/tables.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import { Account } from '../accountFixture.js';
import { Member } from '../commands/memberFixture.js';

const variable = 'EVENT_SOURCING_TABLES';

/** Makes a handler where the environment tells of tables. */
function withTables<Result>(tables: string, make: () => Result): Result {
  const before = process.env[variable];
  process.env[variable] = tables;
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

    expect(() => withTables('club-dev', make)).to.throw(/Member has guards, and no guarding was passed/);
  });

  it('is made with the parts that it is passed, and without, where the environment tells of tables', () => {
    const parts = () => commandHandler({ aggregate: Member, validate, guards, snapshots: snapshots({ every: 50 }) });
    const plain = () => commandHandler({ aggregate: Account, validate });

    for (const make of [parts, plain]) {
      expect(withTables('club-dev', make)).to.be.a('function');
      expect(() => withTables('', make)).to.throw(/EVENT_SOURCING_TABLES is not set/);
    }
  });

  it('finds each table by what its name begins with', () => {
    const tables = tablesFromEnvironment({ [variable]: 'club-dev' });

    expect(['events', slotPurpose('members', 'a'), slotPurpose('members', 'b')].map(tables.name)).to.deep.equal([
      'club-dev-events',
      'club-dev-members',
      'club-dev-members.b',
    ]);
  });
});
