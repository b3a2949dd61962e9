import { inMemoryEventStore } from '../../../../runtime/src/index.js';
import { keptIdsContract } from './keptIdsContract.js';

describe('a dispatcher that keeps ids for ever, in memory', () => {
  keptIdsContract(async () => inMemoryEventStore());
});
