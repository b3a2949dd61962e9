import { isDeepStrictEqual } from 'node:util';
import type { Attempt, Outcome } from '../history.js';
import { samePayload } from './answers.js';
import { nobody, refusedAnyway, type Verdict, verdictOn } from './model.js';
import { limits } from './order.js';
import type { Problem } from './problem.js';
import { rejections } from './refusals.js';
import { identityOf, type Timeline } from './timeline.js';

/**
 * Rejections, and answers without events, that no moment between their request and their answer explains. Such an answer is a reading of the
 * account at one moment. Moments are given out in the order of the requests, to each reading the first that explains it and is not before any
 * that was known when it began: by a commit's acknowledgement, or by a reading that was answered. If that does not work out, nothing does.
 */
export function unexplained(timeline: Timeline): readonly Problem[] {
  const { stream, accounts, attempts } = timeline;
  const between = limits(timeline);
  const known = between.map(({ to }, index) => ({ at: to, moment: index + 1 }));
  const readings = attempts.filter(isReading).sort((a, b) => a.requestedAt - b.requestedAt);
  return readings.flatMap((reading) => {
    const { requestedAt, answeredAt, outcome, command, attempt } = reading;
    const first = Math.max(0, ...known.filter(({ at }) => at < requestedAt).map(({ moment }) => moment));
    const unborn = between.findIndex(({ from }) => from > answeredAt);
    const last = unborn === -1 ? accounts.length - 1 : unborn;
    for (let moment = first; moment <= last; moment += 1) {
      if (!explains(timeline, moment, reading)) continue;
      known.push({ at: answeredAt, moment });
      return [];
    }
    const [from, to] = [accounts[first], accounts[last]].map((account) => account?.version);
    const answer = outcome.kind === 'refused' ? `${outcome.code} ${JSON.stringify(outcome.details)}` : `no events at ${outcome.version}`;
    const text = `attempt ${attempt} (${command}): no version from ${from} to ${to} explains the answer ${answer}`;
    return [{ kind: outcome.kind === 'refused' ? 'unjustifiedRejections' : 'wrongAnswers', stream, text }];
  });
}

type Reading = Attempt & { readonly answeredAt: number; readonly outcome: Outcome };

const isReading = (attempt: Attempt): attempt is Reading => {
  const { answeredAt, outcome } = attempt;
  if (answeredAt === undefined || outcome === undefined) return false;
  return outcome.kind === 'refused' ? rejections.has(outcome.code) : outcome.events.length === 0;
};

/** Whether this would have been the answer after the stream's first `moment` commits. */
function explains({ written, accounts }: Timeline, moment: number, reading: Reading): boolean {
  const account = accounts[moment] ?? nobody;
  const effect = written.slice(0, moment).find(({ writer }) => writer && identityOf(writer) === identityOf(reading));
  if (!effect?.writer || refusedAnyway(reading)) return fits(verdictOn(account, reading), reading.outcome, account.version);
  const reused = !samePayload(effect.writer, reading);
  return reused && fits({ code: 'CommandIdReused' }, reading.outcome, account.version);
}

function fits(verdict: Verdict, outcome: Outcome, version: number): boolean {
  if (outcome.kind === 'accepted') return 'events' in verdict && verdict.events.length === 0 && outcome.version === version;
  if ('events' in verdict || verdict.code !== outcome.code) return false;
  const { rejection } = outcome.details;
  if (verdict.rejection !== undefined && !isDeepStrictEqual(rejection, verdict.rejection)) return false;
  return Object.entries(verdict.details ?? {}).every(([name, value]) => outcome.details[name] === value);
}
