import type { Commit } from '../commit.js';

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
export const rememberedTime = 15 * 60 * 1000;
/** What is remembered of a commit. */
export const rememberedOf = ({ commandId, version, at }: Commit): Remembered => ({ commandId, version, at });

/** Whether an older command than these need not be known any more: there are none, or they are too old. */
export const isComplete = ({ from, before }: Omit<RecentCommands, 'entries'>, now: Date): boolean =>
  from <= 1 || (before !== undefined && Date.parse(before) < now.getTime() - rememberedTime);

/** Since when a command has to be remembered, at this time. ISO 8601. */
export const rememberedSince = (now: Date): string => new Date(now.getTime() - rememberedTime).toISOString();
