import type { Commit } from './commit.js';

/** A command that a stream accepted, or whose rejection it recorded: its identity, the version of its commit's first event, and when. */
export type Remembered = { readonly commandId: string; readonly version: number; readonly at: string };

/**
 * The newest commands of a stream, oldest first: every one whose commit is at version `from` or later. `before` is the time of the newest
 * that is not among them, where that is known.
 */
export type RecentCommands = { readonly entries: readonly Remembered[]; readonly from: number; readonly before?: string };

/** Commands that are remembered at least, however old they are. */
export const rememberedCommands = 100;
/** Milliseconds that a command is remembered for at least, however many came after it. */
const rememberedTime = 15 * 60 * 1000;
/** Most that is kept of a busy stream; what is older is looked up in the table when it is asked for. */
const mostKept = 5000;

export const noCommands: RecentCommands = { entries: [], from: 1 };

/** Adds the commands of commits that follow, and drops what need not be remembered. */
export function remember({ entries, ...bounds }: RecentCommands, commits: readonly Remembered[]): RecentCommands {
  const all = [...entries, ...commits];
  const newest = all.at(-1);
  if (all.length <= rememberedCommands || newest === undefined) return { ...bounds, entries: all };
  const since = Date.parse(newest.at) - rememberedTime;
  let drop = Math.max(0, all.length - mostKept);
  while (all.length - drop > rememberedCommands && Date.parse(all[drop]?.at ?? newest.at) < since) drop += 1;
  return latest({ ...bounds, entries: all }, all.length - drop);
}

/** The newest `count` of them. */
export function latest(recent: RecentCommands, count: number): RecentCommands {
  if (recent.entries.length <= count) return recent;
  const entries = recent.entries.slice(-count);
  const dropped = recent.entries.at(-count - 1);
  return { entries, from: entries[0]?.version ?? recent.from, ...(dropped ? { before: dropped.at } : {}) };
}

/** What is remembered of a commit. */
export const rememberedOf = ({ commandId, version, at }: Commit): Remembered => ({ commandId, version, at });

/** The command with this id, if it is among them. Looks at the newest first: a retry comes soon. */
export const findCommand = ({ entries }: RecentCommands, commandId: string): Remembered | undefined =>
  entries.findLast((entry) => entry.commandId === commandId);

/** Whether an older command than these need not be known any more: there are none, or they are too old. */
export const isComplete = ({ from, before }: RecentCommands, now: Date): boolean =>
  from <= 1 || (before !== undefined && Date.parse(before) < now.getTime() - rememberedTime);

/** Since when a command has to be remembered, at this time. ISO 8601. */
export const rememberedSince = (now: Date): string => new Date(now.getTime() - rememberedTime).toISOString();
