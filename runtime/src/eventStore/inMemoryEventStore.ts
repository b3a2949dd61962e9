import type { Commit } from '../domain/commit.js';
import { asJson } from '../domain/json.js';
import { parseStreamName, streamName } from '../domain/stream.js';
import type { CommitScan } from './commitScan.js';
import type { EventStore } from './eventStore.js';
import type { StreamList } from './streamList.js';
import type { StreamTips } from './streamTips.js';
import { assertTransaction, type Guard, type GuardChange, type Transaction, type TransactionResult } from './transaction.js';

const tipsOfPage = 100;
const commitsOfPage = 100;

/** An event store in memory, for tests and scripts. It stores and returns copies, as JSON has them, so that what is stored cannot be mutated. */
export function inMemoryEventStore(): EventStore & StreamList & StreamTips & CommitScan {
  const streams = new Map<string, Map<number, Commit>>();
  const guards = new Map<string, Guard>();
  const at = (stream: string, version: number): Commit | undefined => {
    const commit = streams.get(stream)?.get(version);
    return commit && asJson(commit);
  };
  const put = (commit: Commit): void => {
    const commits = streams.get(commit.stream) ?? new Map<number, Commit>();
    commits.set(commit.version, asJson(commit));
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
    for (const change of changes) {
      const held = guards.get(change.guard.key);
      if (change.action === 'reserve' && held && !mayChange(held, change)) return { status: 'guardTaken', taken: held };
    }
    return undefined;
  };

  return {
    async append(commit) {
      const by = at(commit.stream, commit.version);
      if (by) return { status: 'versionTaken', by };
      put(commit);
      return { status: 'appended' };
    },

    async transact(transaction) {
      assertTransaction(transaction, 'memory');
      const found = obstacle(transaction);
      if (found) return found;
      for (const commit of transaction.commits) put(commit);
      for (const change of transaction.guards) {
        const { action, guard } = change;
        const held = guards.get(guard.key);
        if (action === 'reserve') guards.set(guard.key, { ...guard });
        else if (held && mayChange(held, change)) guards.delete(guard.key);
      }
      return { status: 'appended' };
    },

    async loadGuard(key) {
      return guards.get(key);
    },

    async *list(aggregate, { index, of } = { index: 0, of: 1 }) {
      const names = [...streams.keys()].filter((stream) => stream.startsWith(streamName(aggregate, '')));
      yield names.filter((_, at) => at % of === index);
    },

    async tips({ index, of }, from) {
      const names = [...streams.keys()].sort().filter((stream, at) => at % of === index && (from === undefined || stream > from));
      const page = names.slice(0, tipsOfPage);
      const tips = page.flatMap((stream) => {
        const commit = at(stream, Math.max(...(streams.get(stream)?.keys() ?? [])));
        return commit ? [{ stream, version: commit.version, last: commit.last, at: commit.at }] : [];
      });
      const last = page.at(-1);
      return { tips, ...(last !== undefined && names.length > page.length ? { next: last } : {}) };
    },

    after: (stream) => stream,

    async page({ index, of }, { aggregates, from, limit = commitsOfPage }) {
      const [afterStream = '', afterVersion = 0]: [string?, number?] = from === undefined ? [] : JSON.parse(from);
      // By its name, so that streams that come meanwhile move none to another part.
      const names = [...streams.keys()].sort().filter((name) => sumOf(name) % of === index && name >= afterStream);
      const left = names.flatMap((name) => {
        const commits = [...(streams.get(name)?.values() ?? [])].sort((one, other) => one.version - other.version);
        return name === afterStream ? commits.filter(({ version }) => version > afterVersion) : commits;
      });
      const passed = left.slice(0, limit);
      const wanted = passed.filter(({ stream }) => aggregates.includes(parseStreamName(stream).aggregate)).map(asJson);
      const last = passed.at(-1);
      return {
        commits: (async function* () {
          yield wanted;
        })(),
        passed: passed.length,
        ...(last && left.length > passed.length ? { next: JSON.stringify([last.stream, last.version]) } : {}),
      };
    },

    size: async () => [...streams.values()].reduce((sum, commits) => sum + commits.size, 0),

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
const mayChange = (held: Guard, { guard, from = [] }: GuardChange): boolean =>
  held.version === guard.version && [guard.owner, ...from].includes(held.owner);

const sumOf = (name: string): number => [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
