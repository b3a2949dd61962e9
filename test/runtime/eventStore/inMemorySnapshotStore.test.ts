import { inMemorySnapshotStore } from '../../../runtime/src/index.js';
import { snapshotStoreContract } from './snapshotContract.js';

describe('the snapshot store in memory', () => {
  snapshotStoreContract(async () => inMemorySnapshotStore());
});
