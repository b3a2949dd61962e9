import type { Problem } from './problem.js';

/** What is wrong with the versions that were folded, in their order. */
export function sequenceProblems(where: string, expected: readonly number[], found: readonly number[]): readonly Problem[] {
  const missing = expected.filter((version) => !found.includes(version));
  const doubled = found.filter((version, index) => found.indexOf(version) !== index);
  const early = found.filter((version, index) => index > 0 && version < (found[index - 1] ?? 0) && !doubled.includes(version));
  return [
    ...missing.map((version): Problem => ({ kind: 'missing', where, text: `version ${version} is missing` })),
    ...doubled.map((version): Problem => ({ kind: 'doubled', where, text: `version ${version} took effect more than once` })),
    ...early.map((version): Problem => ({ kind: 'outOfOrder', where, text: `version ${version} took effect behind a later one` })),
  ];
}
