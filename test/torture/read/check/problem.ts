/** What a run must not have: the numbers that it reports. */
export type ProblemKind = 'rowsWrong' | 'missing' | 'doubled' | 'outOfOrder' | 'parkedWrong';

export type Problem = { readonly kind: ProblemKind; readonly where: string; readonly text: string };
