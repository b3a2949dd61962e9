import type { Folded } from '../../domain/aggregates/fold.js';

/** The time that a commit carries: when its command came, and never before the commit that it follows. ISO 8601 in UTC. */
export const commitTime = (received: string, { at }: Folded): string => (at !== undefined && at > received ? at : received);
