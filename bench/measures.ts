import { bundle } from './bundle.js';
import { coldCommand } from './coldCommand.js';
import { initTime } from './initTime.js';
import { inMemory } from './inMemory.js';
import { isolation } from './isolation.js';
import { load } from './load.js';
import type { Measure } from './measure.js';
import { memory } from './memory.js';
import { projectionThroughput } from './projectionThroughput.js';
import { projectionThroughputPostgreSQL } from './projectionThroughputPostgresql.js';
import { projectionWrites } from './projectionWrites.js';
import { rebuild } from './rebuild.js';
import { warmCommand } from './warmCommand.js';
import { warmCommandTime } from './warmCommandTime.js';

/** Everything that is measured, in the order of the table. */
export const measures: readonly Measure[] = [
  warmCommand(),
  warmCommandTime,
  coldCommand,
  load,
  inMemory,
  bundle,
  initTime,
  memory,
  projectionWrites,
  projectionThroughput,
  isolation,
  projectionThroughputPostgreSQL,
  rebuild,
];
