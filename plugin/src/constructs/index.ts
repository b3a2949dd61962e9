import type { Construct } from '../pipeline/construct.js';
import { aggregates } from './aggregates/index.js';
import { alarms } from './alarms/index.js';
import { bundle } from './bundle/index.js';
import { commandQueue } from './commandQueue/index.js';
import { consumers } from './consumers/index.js';
import { events } from './events/index.js';
import { intake } from './intake/index.js';
import { metrics } from './metrics/index.js';
import { processes } from './processes/index.js';
import { projections } from './projections/index.js';
import { publish } from './publish/index.js';
import { receivers } from './receivers/index.js';
import { runtime } from './runtime/index.js';
import { sweep } from './sweep/index.js';
import { tables } from './tables/index.js';

/**
 * All constructs, in the order in which people are told of the words of the block, and of the tables. `consumers` is no word. Nobody else names a
 * construct.
 */
export const constructs: readonly Construct[] = [
  aggregates,
  consumers,
  projections,
  processes,
  publish,
  intake,
  receivers,
  commandQueue,
  sweep,
  metrics,
  alarms,
  events,
  tables,
  runtime,
  bundle,
];
