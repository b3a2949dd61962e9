import { expect } from 'chai';
import { startRollingDynamoDB } from './rollingDynamoDB.js';
import { type Answer, streamedTable, taken, upTo, versionsOf } from './streamedTable.js';
import { eventually } from './streamFixture.js';

describe('a shard that rolls over', () => {
  it('is read to its end before its children, though its records were tried again; nothing is lost or overtaken', async function () {
    const database = await startRollingDynamoDB();
    if (!database) return this.skip();
    const table = await streamedTable(database.endpoint);
    try {
      const taking: number[] = [];
      let failures = 0;
      const answer: Answer = (records) => {
        if (versionsOf(records).includes(4) && failures++ < 4) return { error: 'boom' };
        taking.push(...versionsOf(records));
        return taken;
      };
      const first = table.start(answer);

      await table.put(upTo(5));
      await database.rollOver();
      await table.put([6, 7]);
      await database.rollOver();
      await table.put([8]);
      await eventually(() => taking.includes(8));
      await first.stop();
      await table.put([9]);
      await database.rollOver();
      await table.put([10]);
      table.start(answer);
      await eventually(() => taking.includes(10));

      expect((await table.shards()).length).to.equal(4);
      expect(taking).to.deep.equal(upTo(10));
    } finally {
      await table.end();
      await database.stop();
    }
  });
});
