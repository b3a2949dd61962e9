import { inMemoryEventStore } from '../../../../runtime/src/index.js';
import { recordedRejectionContract } from './recordedRejectionContract.js';

describe('a command that records its rejections, in memory,', () => recordedRejectionContract(async () => inMemoryEventStore()));
