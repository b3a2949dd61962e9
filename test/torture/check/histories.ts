import type { Attempt, Outcome } from '../history.js';
import type { StoredCommit } from './timeline.js';

/** A small history, written by hand: commits in the table, and what the senders saw. */
export type Written = { readonly attempts: Attempt[]; readonly commits: StoredCommit[] };

const at = '2026-01-01T00:00:00.000Z';
const stream = 'Account/ann';

/** A command on Account/ann that was sent between two times. */
export function sent(attempt: number, command: string, data: Attempt['data'], facts: Partial<Attempt> = {}): Attempt {
  return {
    attempt,
    lane: 0,
    step: attempt,
    pid: 1,
    id: 'ann',
    key: `k${attempt}`,
    command,
    data,
    expectedVersion: 'any',
    requestedAt: attempt * 100,
    answeredAt: attempt * 100 + 50,
    ...facts,
  };
}

/** What an attempt stored. */
export function stored({ attempt, key, command }: Attempt, version: number, events: StoredCommit['events']): StoredCommit {
  const commandId = `hash of ${key}`;
  const facts = { at, commandId, correlationId: commandId, causationId: commandId, metadata: { attempt } };
  return { stream, version, last: version + events.length - 1, command, events, closes: command === 'Close', ...facts };
}

/** The right answer to a commit's command. */
export function answer({ version, last, events, at, commandId, correlationId, causationId, metadata }: StoredCommit): Outcome {
  const facts = { aggregate: 'Account', aggregateId: 'ann', at, commandId, correlationId, causationId, metadata };
  const stored = events.map(({ type, data }, index) => ({ type, data, ...facts, version: version + index }));
  return { kind: 'accepted', aggregateId: 'ann', version: last, events: stored };
}

export const nothingToDo = (version: number): Outcome => ({ kind: 'accepted', aggregateId: 'ann', version, events: [] });

export const refused = (code: string, details: Readonly<Record<string, unknown>> = {}): Outcome => ({
  kind: 'refused',
  code,
  details,
  message: code,
});

export const overdrawn = (balance: number): Outcome =>
  refused('CommandRejected', { rejection: { code: 'overdrawn', details: { balance } } });

/** Ann opens (version 1), deposits 10 (2), withdraws 4 with a fee of 1 (3 and 4): one after the other, all acknowledged, nothing wrong. */
export function cleanHistory(): Written {
  const open = sent(1, 'Open', { owner: 'Ann' });
  const deposit = sent(2, 'Deposit', { amount: 10 });
  const withdraw = sent(3, 'WithdrawWithFee', { amount: 4, fee: 1 });
  const commits = [
    stored(open, 1, [{ type: 'Opened', data: { owner: 'Ann' } }]),
    stored(deposit, 2, [{ type: 'Deposited', data: { amount: 10, balance: 10 } }]),
    stored(withdraw, 3, [
      { type: 'Withdrawn', data: { amount: 4, balance: 6 } },
      { type: 'FeeCharged', data: { amount: 1, balance: 5 } },
    ]),
  ];
  const attempts = [open, deposit, withdraw].map((attempt, index) => {
    const commit = commits[index];
    return commit ? { ...attempt, outcome: answer(commit) } : attempt;
  });
  return { attempts, commits };
}
