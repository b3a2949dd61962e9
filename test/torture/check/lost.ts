import type { Problem } from './problem.js';
import { identityOf, type Timeline } from './timeline.js';

/** Commands whose senders were told of events, that are nowhere in the table. */
export function lost({ stream, written, attempts }: Timeline): readonly Problem[] {
  const stored = new Set(written.flatMap(({ writer }) => (writer ? [identityOf(writer)] : [])));
  return attempts.flatMap((attempt) => {
    const { outcome } = attempt;
    if (outcome?.kind !== 'accepted' || outcome.events.length === 0 || stored.has(identityOf(attempt))) return [];
    const text = `${attempt.command} (attempt ${attempt.attempt}) was acknowledged at version ${outcome.version} and is not stored`;
    return [{ kind: 'lost', stream, text }];
  });
}
