import { Client } from '@elastic/elasticsearch';
import { expect } from 'chai';
import { elasticsearch } from '../../../runtime/src/adapters/search/elasticsearch/index.js';
import { accounts } from '../../runtime/accountFixture.js';
import { endpointOf } from '../endpoints.js';
import { elasticsearchFront, type Front } from './elasticsearchFront.js';
import { searchContract } from './searchContract.js';

// Elasticsearch itself is in none of the repositories that the servers come from: its client is real, and what it talks to is not.
describe("Rows by Elasticsearch's client, in OpenSearch behind a front", function () {
  this.timeout(120_000);
  let front: Front;
  before(async () => {
    front = await elasticsearchFront(endpointOf('opensearch'));
  });
  after(() => front.close());

  searchContract((options, at) => elasticsearch({ ...options, client: () => new Client({ node: at ?? front.endpoint, maxRetries: 0 }) }));

  it('are asked for by requests that Elasticsearch 8 and 9 document', async () => {
    const store = elasticsearch({ client: () => new Client({ node: front.endpoint }), index: `shape-${process.pid}` });
    const rows = store.open({ ...accounts, store: { kind: 'dynamodb', indexes: {} } }, { name: 'shape', slot: 'a' });
    const before = front.asked.length;

    await rows.save([{ key: '1', row: { position: 1, row: null }, expected: undefined }]);
    await rows.refresh?.();
    await rows.list({ limit: 1 });

    const index = `/shape-${process.pid}`;
    expect(front.asked.slice(before)).to.deep.equal([
      `GET ${index}/_mapping`,
      `PUT ${index}`,
      `POST ${index}/_mget`,
      `POST ${index}/_bulk`,
      `POST ${index}/_refresh`,
      `POST ${index}/_search`,
    ]);
  });
});
