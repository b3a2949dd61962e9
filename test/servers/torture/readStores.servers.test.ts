import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { openSearchRows } from '../../torture/read/openSearchRows.js';
import { postgresqlRows } from '../../torture/read/postgresqlRows.js';
import { summary } from '../../torture/read/report.js';
import { tortureReads } from '../../torture/read/torture.js';
import { endpointOf } from '../endpoints.js';

describe('the torture of the read side', function () {
  this.timeout(300_000);

  const keepers = {
    PostgreSQL: () => postgresqlRows(endpointOf('postgresql')),
    OpenSearch: async () => openSearchRows(endpointOf('opensearch')),
  };
  for (const [store, open] of Object.entries(keepers)) {
    it(`finds each event in each row of ${store} once and in order`, async () => {
      const seed = randomInt(1, 2 ** 31);
      const rows = await open();
      try {
        const report = await tortureReads({ seconds: 10, seed, atLeast: 300, database: 'memory', keepers: [rows] });

        const told = [
          JSON.stringify({ seed, ...summary(report) }),
          ...report.problems.slice(0, 5).map((problem) => JSON.stringify(problem)),
        ];
        expect(report.problems.length, told.join('\n')).to.equal(0);
        expect(report.events).to.be.at.least(300);
      } finally {
        await rows.close();
      }
    });
  }
});
