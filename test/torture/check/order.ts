import type { Problem } from './problem.js';
import { identityOf, type Timeline } from './timeline.js';

/**
 * For each moment of a stream but the first, between which times its commit must have taken effect: not before its writer began, nor
 * after anybody was told of it.
 */
export function limits({ written, attempts }: Timeline): readonly { readonly from: number; readonly to: number }[] {
  const told = new Map<string, number>();
  for (const attempt of attempts) {
    const { outcome, answeredAt } = attempt;
    if (outcome?.kind !== 'accepted' || outcome.events.length === 0 || answeredAt === undefined) continue;
    const effect = `${identityOf(attempt)}@${outcome.version}`;
    told.set(effect, Math.min(answeredAt, told.get(effect) ?? answeredAt));
  }
  return written.map(({ commit, writer }) => ({
    from: writer?.requestedAt ?? 0,
    to: (writer && told.get(`${identityOf(writer)}@${commit.last}`)) ?? Number.POSITIVE_INFINITY,
  }));
}

/**
 * Commits whose place in their stream contradicts real time. The table says in which order all took effect, so no search is needed:
 * that order is right if none began only after one behind it was acknowledged.
 */
export function disorder(timeline: Timeline): readonly Problem[] {
  const between = limits(timeline);
  let toldOfLater = Number.POSITIVE_INFINITY;
  let later = 0;
  const problems: Problem[] = [];
  for (let index = between.length - 1; index >= 0; index -= 1) {
    const limit = between[index];
    const version = timeline.written[index]?.commit.version ?? 0;
    if (limit && limit.to < toldOfLater) {
      toldOfLater = limit.to;
      later = version;
    }
    if (!limit || limit.from <= toldOfLater) continue;
    const text = `version ${version} was asked for only after version ${later} had been acknowledged`;
    problems.push({ kind: 'wrongAnswers', stream: timeline.stream, text });
  }
  return problems.reverse();
}
