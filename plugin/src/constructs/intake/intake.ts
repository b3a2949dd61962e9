import type { Defined } from '../schemas/definitions.js';
import type { IntakeConfig } from './intakeConfig.js';

/** An intake, as the block and its definition have it. */
export type Intake = Defined<'intake', IntakeConfig>;

/** Whether an intake has a queue of its own. */
export const hasQueue = ({ eventBridge, kafka }: Intake): boolean => eventBridge !== undefined || kafka !== undefined;
