import type { Commit } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';

/** Something that only one stream may have: a unique value, or the id of a command that is kept for ever. */
export type Guard = {
  /** `Account/unique/email/<hash>`, `Account/command/<hash>` */
  readonly key: string;
  /** The stream that has it. */
  readonly owner: string;
  /** Version of the commit that a command's id belongs to. */
  readonly version?: number;
};

/**
 * Takes a guard that is free, or releases it. Its owner may do either again, so a retry does no harm. Releasing another's guard changes
 * nothing: the other keeps it.
 */
export type GuardChange = {
  readonly action: 'reserve' | 'release';
  readonly guard: Guard;
  /** Other streams that release it in the same transaction: they may own it until then. */
  readonly from?: readonly string[];
};

/** A version of a stream that was read: it must still be the newest. */
export type VersionCheck = { readonly stream: string; readonly version: number };

/** What is stored together, or not at all. No two changes of one guard. */
export type Transaction = {
  readonly commits: readonly Commit[];
  readonly guards: readonly GuardChange[];
  readonly checks: readonly VersionCheck[];
};

/** The outcome of a transaction. A taken version is reported before a taken guard: after a lost answer, both are taken. */
export type TransactionResult =
  | { readonly status: 'appended' }
  /** `by` is the commit that has the version, where the store tells. */
  | { readonly status: 'versionTaken'; readonly stream: string; readonly by?: Commit }
  | { readonly status: 'guardTaken'; readonly taken: Guard };

/** Items that one transaction can hold: DynamoDB's limit for TransactWriteItems. */
export const largestTransaction = 100;

/** Items that a transaction takes. */
export const sizeOf = ({ commits, guards, checks }: Transaction): number => commits.length + guards.length + checks.length;

/**
 * Refuses what cannot be stored together. Each store asks before it stores: what DynamoDB refuses, a store in memory would overwrite.
 *
 * @throws StoreRefused for two commits of one version, a commit of a version that another part of it checks, or two changes of one guard
 */
export function assertTransaction({ commits, checks, guards }: Transaction, store: string): void {
  const items = [
    ...commits.map(({ stream, version }) => `version ${version} of ${stream}`),
    ...checks.map(({ stream, version }) => `version ${version + 1} of ${stream}`),
    ...guards.map(({ guard }) => `the guard ${guard.key}`),
  ];
  const twice = items.find((item, index) => items.indexOf(item) !== index);
  if (twice === undefined) return;
  throw new EventSourcingError({
    code: 'StoreRefused',
    message: `A transaction must have each item once, ${twice} is in it twice. Nothing was stored. Fold one commit into the next version, or make it one commit.`,
    details: { store },
  });
}
