import type { Attempt } from '../history.js';
import { groupBy } from './groups.js';
import { type Account, after, type Event, nobody } from './model.js';

/** A commit as the table has it. */
export type StoredCommit = {
  readonly stream: string;
  readonly version: number;
  readonly last: number;
  readonly command: string;
  readonly events: readonly Event[];
  readonly closes: boolean;
  readonly at: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** A commit, and who stored it. */
export type Written = { readonly commit: StoredCommit; readonly writer?: Attempt };

/** What happened to one stream. Moment `n` is after its first `n` commits. */
export type Timeline = {
  readonly stream: string;
  readonly written: readonly Written[];
  /** The account at each moment: one more than there are commits. */
  readonly accounts: readonly Account[];
  readonly attempts: readonly Attempt[];
};

/** What two attempts have in common that must take effect once: target and key. Without a key each is one of its own. */
export const identityOf = ({ id, key, attempt }: Attempt): string => JSON.stringify(key === undefined ? { attempt } : { id, key });

/** The streams of the table and of the history: each with its commits in order, and the attempts that were for it. */
export function timelines(attempts: readonly Attempt[], commits: readonly StoredCommit[]): readonly Timeline[] {
  const byNumber = new Map(attempts.map((attempt) => [attempt.attempt, attempt]));
  const written = commits.map((commit): Written => {
    const writer = byNumber.get(Number(commit.metadata.attempt));
    return writer ? { commit, writer } : { commit };
  });
  const streamOf = new Map(written.flatMap(({ commit, writer }) => (writer ? [[identityOf(writer), commit.stream]] : [])));
  const target = (attempt: Attempt) =>
    // The id of a creation that derives it is told by what it stored. One that stored nothing is alone.
    attempt.id === undefined ? (streamOf.get(identityOf(attempt)) ?? identityOf(attempt)) : `Account/${attempt.id}`;

  const attemptsOf = groupBy(attempts, target);
  const writtenOf = groupBy(written, ({ commit }) => commit.stream);
  return [...new Set([...attemptsOf.keys(), ...writtenOf.keys()])].map((stream) => {
    const inOrder = [...(writtenOf.get(stream) ?? [])].sort((a, b) => a.commit.version - b.commit.version);
    return { stream, written: inOrder, accounts: foldAll(inOrder), attempts: attemptsOf.get(stream) ?? [] };
  });
}

function foldAll(written: readonly Written[]): readonly Account[] {
  const accounts = [nobody];
  let account = nobody;
  for (const { commit } of written) {
    // By the commit's own version, so that a gap is one problem and not one of every commit that follows.
    account = { ...commit.events.reduce(after, account), version: commit.last, closed: account.closed || commit.closes };
    accounts.push(account);
  }
  return accounts;
}
