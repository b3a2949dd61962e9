import type { Problem } from './problem.js';
import type { Timeline } from './timeline.js';

/** Commits that do not begin where the one before ends, or do not hold as many events as they say. */
export function gaps({ stream, written }: Timeline): readonly Problem[] {
  let end = 0;
  return written.flatMap(({ commit: { version, last, events } }) => {
    const follows = version === end + 1;
    const dense = last === version + events.length - 1 && events.length > 0;
    const text = `a commit of ${events.length} events has versions ${version} to ${last}, the one before it ends at ${end}`;
    end = last;
    return follows && dense ? [] : [{ kind: 'gaps' as const, stream, text }];
  });
}
