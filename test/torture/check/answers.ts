import { isDeepStrictEqual } from 'node:util';
import type { Attempt } from '../history.js';
import type { Problem } from './problem.js';
import { leftOpen, nothingStored, rejections } from './refusals.js';
import { identityOf, type StoredCommit, type Timeline } from './timeline.js';

/** Answers that are not what the table says of their command: a repeat's must be the first one's. */
export function wrongAnswers({ stream, written, attempts }: Timeline): readonly Problem[] {
  // Of several effects of one command, which is a problem of its own, the first is what was to be answered: it comes last into the map.
  const effects = new Map([...written].reverse().flatMap((each) => (each.writer ? [[identityOf(each.writer), each]] : [])));
  return attempts.flatMap((attempt) => {
    const { outcome } = attempt;
    const wrong = (text: string): readonly Problem[] => [
      { kind: 'wrongAnswers', stream, text: `attempt ${attempt.attempt} (${attempt.command}) ${text}` },
    ];
    const effect = effects.get(identityOf(attempt));
    if (outcome?.kind === 'refused') {
      // A run gives no occasion for any other.
      const foreseen = [rejections, nothingStored, leftOpen].some((codes) => codes.has(outcome.code));
      if (!foreseen) return wrong(`was answered ${outcome.code}: ${outcome.message}`);
      const stored = effect?.writer?.attempt === attempt.attempt && nothingStored.has(outcome.code);
      return stored ? wrong(`was answered ${outcome.code}, and is stored at version ${effect.commit.version}`) : [];
    }
    if (outcome === undefined || outcome.events.length === 0 || effect === undefined) return [];
    if (effect.writer && !samePayload(effect.writer, attempt)) {
      return wrong(`was answered as attempt ${effect.writer.attempt}, which had another payload`);
    }
    const { kind: _, ...answer } = outcome;
    const right = answerOf(effect.commit);
    return isDeepStrictEqual(answer, right) ? [] : wrong(`was answered ${JSON.stringify(answer)}, not ${JSON.stringify(right)}`);
  });
}

export const samePayload = (a: Attempt, b: Attempt) => a.command === b.command && isDeepStrictEqual(a.data, b.data);

function answerOf({ stream, version, last, events, at, commandId, correlationId, causationId, metadata }: StoredCommit) {
  const [aggregate, aggregateId] = stream.split('/');
  const facts = { aggregate, aggregateId, at, commandId, correlationId, causationId, metadata };
  return { aggregateId, version: last, events: events.map((event, index) => ({ ...event, ...facts, version: version + index })) };
}
