import type { Answer } from './client.js';

/** How the commands were answered. Each is in one of the four, unless the service failed at it. */
export type Counts = {
  readonly commands: number;
  /** 2xx with the version as ETag, for the first time. */
  readonly accepted: number;
  /** 4xx, but for the conflicts. */
  readonly rejected: number;
  /** Repeats that were answered as the first time. */
  readonly duplicates: number;
  /** Another version than the expected one, or other writers were faster. */
  readonly conflicts: number;
};

export type Outcome = Exclude<keyof Counts, 'commands'> | 'failed';

const conflictCodes: readonly unknown[] = ['WrongVersion', 'Conflict'];

/** How one command ended. `isRepeat`: the same command was answered with the same body before. */
export function outcomeOf({ status, headers, body }: Answer, isRepeat: boolean): Outcome {
  // Offline, a 200 without a version is what API Gateway's stand-in makes of a function that failed.
  if (status >= 200 && status < 300 && headers.has('etag')) return isRepeat ? 'duplicates' : 'accepted';
  if (status < 400 || status >= 500) return 'failed';
  return conflictCodes.includes(body.code) ? 'conflicts' : 'rejected';
}

/** Sums the outcomes up. */
export function countsOf(outcomes: readonly Outcome[]): Counts {
  const count = (wanted: Outcome) => outcomes.filter((outcome) => outcome === wanted).length;
  return {
    commands: outcomes.length,
    accepted: count('accepted'),
    rejected: count('rejected'),
    duplicates: count('duplicates'),
    conflicts: count('conflicts'),
  };
}
