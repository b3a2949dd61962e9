import { inMemoryBookmarks } from '../../../runtime/src/stream/bookmarks/inMemoryBookmarks.js';
import { inMemoryParkedStore } from '../../../runtime/src/stream/parked/inMemoryParkedStore.js';
import { bookmarksContract, parkedContract } from './positionContracts.js';

describe('positions in memory', () => {
  bookmarksContract(async () => inMemoryBookmarks());
});

describe('parked streams in memory', () => {
  parkedContract(async () => inMemoryParkedStore());
});
