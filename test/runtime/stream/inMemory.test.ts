import { inMemoryBookmarks } from '../../../runtime/src/stream/inMemoryBookmarks.js';
import { inMemoryParkedStore } from '../../../runtime/src/stream/inMemoryParkedStore.js';
import { bookmarksContract, parkedContract } from './positionContracts.js';

describe('positions in memory', () => {
  bookmarksContract(async () => inMemoryBookmarks());
});

describe('parked streams in memory', () => {
  parkedContract(async () => inMemoryParkedStore());
});
