/** What a run must not have: the numbers that it reports. */
export type ProblemKind = 'lost' | 'duplicated' | 'gaps' | 'wrongAnswers' | 'unjustifiedRejections';

export type Problem = { readonly kind: ProblemKind; readonly stream: string; readonly text: string };
