import type { Commit } from '../domain/commit.js';
import type { EventStore } from './eventStore.js';
import type { Guard, Transaction, TransactionResult } from './transaction.js';

/** An event store in memory, for tests and scripts. Commits are kept as JSON text, so that nobody can mutate what is stored. */
export function inMemoryEventStore(): EventStore {
  const streams = new Map<string, Map<number, string>>();
  const guards = new Map<string, Guard>();
  const parse = (json: string): Commit => JSON.parse(json);
  const at = (stream: string, version: number): Commit | undefined => {
    const json = streams.get(stream)?.get(version);
    return json === undefined ? undefined : parse(json);
  };
  const put = (commit: Commit): void => {
    const commits = streams.get(commit.stream) ?? new Map<number, string>();
    commits.set(commit.version, JSON.stringify(commit));
    streams.set(commit.stream, commits);
  };

  const obstacle = ({ commits, checks, guards: changes }: Transaction): TransactionResult | undefined => {
    for (const { stream, version } of commits) {
      const by = at(stream, version);
      if (by) return { status: 'versionTaken', stream, by };
    }
    for (const { stream, version } of checks) {
      const by = at(stream, version + 1);
      if (by) return { status: 'versionTaken', stream, by };
    }
    const taken = changes
      .map(({ guard }) => ({ guard, held: guards.get(guard.key) }))
      .find(({ guard, held }) => held && !isSame(held, guard));
    return taken?.held && { status: 'guardTaken', taken: taken.held };
  };

  return {
    async append(commit) {
      const by = at(commit.stream, commit.version);
      if (by) return { status: 'versionTaken', by };
      put(commit);
      return { status: 'appended' };
    },

    async transact(transaction) {
      const found = obstacle(transaction);
      if (found) return found;
      for (const commit of transaction.commits) put(commit);
      for (const { action, guard } of transaction.guards) {
        if (action === 'reserve') guards.set(guard.key, { ...guard });
        else guards.delete(guard.key);
      }
      return { status: 'appended' };
    },

    async loadGuard(key) {
      return guards.get(key);
    },

    async *read(stream, { from = 1, to = Number.POSITIVE_INFINITY, backwards = false, limit = Number.POSITIVE_INFINITY } = {}) {
      const versions = [...(streams.get(stream)?.keys() ?? [])].filter((version) => version >= from && version <= to);
      versions.sort((a, b) => (backwards ? b - a : a - b));
      for (const version of versions.slice(0, limit)) {
        const commit = at(stream, version);
        if (commit) yield commit;
      }
    },
  };
}

// A command's guard belongs to one commit, a value's to a stream at whatever version.
const isSame = (held: Guard, wanted: Guard): boolean => held.owner === wanted.owner && held.version === wanted.version;
