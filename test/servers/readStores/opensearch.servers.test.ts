import { Client } from '@opensearch-project/opensearch';
import { expect } from 'chai';
import { openSearch } from '../../../runtime/src/adapters/search/opensearch/index.js';
import { accounts } from '../../runtime/accountFixture.js';
import { caught } from '../../runtime/caught.js';
import { endpointOf } from '../endpoints.js';
import { searchContract } from './searchContract.js';

describe('Rows in OpenSearch', function () {
  this.timeout(120_000);

  searchContract((options, at) =>
    openSearch({ ...options, client: () => new Client({ node: at ?? endpointOf('opensearch'), maxRetries: 0 }) }),
  );

  it('are reached by a client that is made when it is first needed; again where that failed', async () => {
    let made = 0;
    const client = async () => {
      if (++made === 1) throw new Error('no secret today');
      return new Client({ node: endpointOf('opensearch') });
    };
    const rows = openSearch({ client }).open(
      { ...accounts, store: { kind: 'dynamodb', indexes: {} } },
      { name: `lazy-${process.pid}`, slot: 'a' },
    );

    expect(made).to.equal(0);
    expect((await caught(rows.load(['1']))).message).to.include('no secret today');
    expect((await rows.load(['1'])).size + (await rows.load(['2'])).size).to.equal(0);
    expect(made).to.equal(2);
  });
});
