import { wrongDeliveries } from './deliveries.js';
import type { Evidence } from './evidence.js';
import { wronglyParked } from './parked.js';
import type { Problem } from './problem.js';
import { wrongProcesses } from './processes.js';
import { wrongRows } from './rows.js';

/** Everything that is wrong with what a run left. */
export const check = (evidence: Evidence): readonly Problem[] => [
  ...wrongRows(evidence),
  ...wrongDeliveries(evidence),
  ...wronglyParked(evidence),
  ...wrongProcesses(evidence),
];
