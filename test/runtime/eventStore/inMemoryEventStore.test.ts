import { inMemoryEventStore } from '../../../runtime/src/index.js';
import { eventStoreContract } from './eventStoreContract.js';
import { transactionContract } from './transactionContract.js';

describe('inMemoryEventStore', () => {
  eventStoreContract(async () => inMemoryEventStore());
  transactionContract(async () => inMemoryEventStore());
});
