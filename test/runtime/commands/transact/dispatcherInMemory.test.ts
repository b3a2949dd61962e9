import { inMemoryEventStore } from '../../../../runtime/src/index.js';
import { transactContract } from './transactContract.js';
import { uniqueContract } from './uniqueContract.js';
import { valueMovesContract } from './valueMovesContract.js';

describe('on inMemoryEventStore', () => {
  uniqueContract(async () => inMemoryEventStore());
  transactContract(async () => inMemoryEventStore(), 60);
  valueMovesContract(async () => inMemoryEventStore(), 30);
});
