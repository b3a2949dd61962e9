import type { Attempt } from '../history.js';
import { wrongAnswers } from './answers.js';
import { wrongDecisions } from './decisions.js';
import { duplicated } from './duplicated.js';
import { gaps } from './gaps.js';
import { lost } from './lost.js';
import { disorder } from './order.js';
import type { Problem } from './problem.js';
import { unexplained } from './readings.js';
import { type StoredCommit, timelines } from './timeline.js';

const ofOneStream = [lost, gaps, wrongDecisions, wrongAnswers, disorder, unexplained];

/** Everything that is wrong with a history, given what the table has in the end. */
export function check(attempts: readonly Attempt[], commits: readonly StoredCommit[]): readonly Problem[] {
  const streams = timelines(attempts, commits);
  const ofEach = streams.flatMap((timeline) => ofOneStream.flatMap((checked) => checked(timeline)));
  return [...ofEach, ...duplicated(streams.flatMap(({ written }) => written))];
}
