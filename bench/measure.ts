import type { Database } from './database.js';
import type { Figure } from './figure.js';

/** What is measured together: figures of one or more names. */
export type Measure = {
  readonly names: readonly string[];
  run(database: Database): Promise<readonly Figure[]>;
};
