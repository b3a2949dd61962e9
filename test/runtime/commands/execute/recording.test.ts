import { inMemoryEventStore } from '../../../../runtime/src/index.js';
import { recordingContract } from './recordingContract.js';

describe('a command that records its rejections, in memory,', () => recordingContract(async () => inMemoryEventStore()));
