import { redriveContract } from '../cli/redriveContract.js';
import { runBy } from '../cli/verbRunner.js';
import { backfillContract } from '../constructs/aggregates/backfillContract.js';
import { osls4, serverless3 } from '../frameworks.js';

for (const runner of [runBy('serverless 3', () => serverless3), runBy('osls 4', osls4)]) {
  redriveContract(runner);
  backfillContract(runner);
}
