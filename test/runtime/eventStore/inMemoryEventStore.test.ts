import { inMemoryEventStore } from '../../../runtime/src/index.js';
import { eventStoreContract } from './contract.js';
import { transactionContract } from './transactionContract.js';

describe('inMemoryEventStore', () => {
  eventStoreContract(async () => inMemoryEventStore());
  transactionContract(async () => inMemoryEventStore());
});
