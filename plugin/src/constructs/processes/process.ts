import { type TableUse, writingEvents } from '../../cloudformation/statements.js';
import type { Defined } from '../schemas/definitions.js';
import type { ProcessConfig } from './processesConfig.js';

/** A process, as the block and its definition have it. */
export type Process = Defined<'process', ProcessConfig>;

/** A process's own streams: as an aggregate's, and none has a guard. */
export const recordingEvents = (processes: readonly Process[]): TableUse[] => [writingEvents(processes.map(({ model }) => model.streams))];

export const withDeadlines = (processes: readonly Process[]): readonly Process[] =>
  processes.filter(({ model }) => model.deadlines.length > 0);
