import { inMemoryEventStore } from '../../../runtime/src/index.js';
import { processContract } from './processContract.js';

describe('a process, in memory', () => processContract(async () => inMemoryEventStore()));
