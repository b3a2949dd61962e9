import { isDeepStrictEqual } from 'node:util';
import { nobody, verdictOn } from './model.js';
import type { Problem } from './problem.js';
import type { Timeline } from './timeline.js';

/** Commits that are not what their command has to yield on the account as it was just before. */
export function wrongDecisions({ stream, written, accounts }: Timeline): readonly Problem[] {
  return written.flatMap(({ commit, writer }, moment) => {
    const wrong = (text: string): readonly Problem[] => [{ kind: 'wrongAnswers', stream, text: `version ${commit.version}: ${text}` }];
    if (!writer) return wrong('nobody asked for this commit');
    const verdict = verdictOn(accounts[moment] ?? nobody, writer);
    const closes = writer.command === 'Close';
    if ('events' in verdict && isDeepStrictEqual(verdict.events, commit.events) && commit.closes === closes) return [];
    return wrong(`attempt ${writer.attempt} (${writer.command}) stored ${JSON.stringify(commit.events)}, not ${JSON.stringify(verdict)}`);
  });
}
