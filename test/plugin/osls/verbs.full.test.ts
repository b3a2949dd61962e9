import { backfillContract } from '../commands/backfillContract.js';
import { redriveContract } from '../commands/redriveContract.js';
import { runBy } from '../commands/verbRunner.js';
import { osls4, serverless3 } from '../frameworks.js';

for (const runner of [runBy('serverless 3', () => serverless3), runBy('osls 4', osls4)]) {
  redriveContract(runner);
  backfillContract(runner);
}
