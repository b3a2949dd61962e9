import { expect } from 'chai';
import { sharedDynamoDB } from '../../dynamodbLocal.js';
import { type Answer, streamedTable, taken, versionsOf } from './streamedTable.js';
import { eventually } from './streamFixture.js';

describe('a stream that fails while it is read', () => {
  let table: Awaited<ReturnType<typeof streamedTable>>;
  beforeEach(async () => {
    table = await streamedTable(await sharedDynamoDB());
  });
  afterEach(() => table.end());

  for (const [command, name] of [
    ['GetRecords', 'ExpiredIteratorException'],
    ['GetRecords', 'ECONNRESET'],
    ['GetRecords', 'InternalServerError'],
    ['DescribeStream', 'ECONNREFUSED'],
  ] as const) {
    it(`goes on where it was after ${name} of ${command}`, async () => {
      const seen: number[] = [];
      await table.put([1, 2]);
      table.start((records) => {
        seen.push(...versionsOf(records));
        return taken;
      });
      await eventually(() => seen.length === 2);

      table.failOnce(command, name);
      await table.put([3]);
      await eventually(() => seen.length === 3);

      expect(seen).to.deep.equal([1, 2, 3]);
    });
  }

  it("goes on at a shard's oldest record, and warns, when what follows its position is gone", async () => {
    const seen: number[] = [];
    const answer: Answer = (records) => {
      seen.push(...versionsOf(records));
      return taken;
    };
    await table.put([1, 2]);
    const first = table.start(answer);
    await eventually(() => seen.length === 2);
    await first.stop();

    table.failOnce('GetShardIterator', 'TrimmedDataAccessException');
    table.start(answer);
    await eventually(() => seen.length === 4);

    expect(seen).to.deep.equal([1, 2, 1, 2]);
    expect(table.warnings.join()).to.contain('going on at its oldest record');
  });
});
