import { inMemoryRowStore } from '../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import { accounts } from '../../accountFixture.js';
import { projectionContract } from '../projectionContract.js';
import { rowStoreContract } from './rowStoreContract.js';

describe('a store of rows in memory', () => {
  rowStoreContract(async () => inMemoryRowStore(accounts));

  projectionContract(async (projection) => {
    const rows = inMemoryRowStore(projection);
    return [rows, rows];
  });
});
