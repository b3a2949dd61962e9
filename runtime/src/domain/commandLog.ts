import { type RecentCommands, type Remembered, rememberedCommands, rememberedTime } from './recentCommands.js';

/**
 * The newest commands of a stream as a process knows them: what `RecentCommands` says, growing. Logs of one stream share their entries,
 * and each sees its own part of them, so that a command more costs no copy of those before.
 */
export type CommandLog = Omit<RecentCommands, 'entries'> & { readonly shared: Shared; readonly start: number; readonly end: number };

/** Entries in order, oldest first. Only ever added to. */
type Shared = { readonly entries: Remembered[]; index?: Map<string, number> };

/** Most that is kept of a busy stream; what is older is looked up in the table when it is asked for. */
const mostKept = 5000;

/** The log of a stream without commits. */
export const emptyLog = (): CommandLog => logOf({ entries: [], from: 1 });

/** The log that begins with these. */
export const logOf = ({ entries, ...bounds }: RecentCommands): CommandLog => ({
  ...bounds,
  shared: { entries: [...entries] },
  start: 0,
  end: entries.length,
});

/** The newest `count` of a log. */
export const latest = (log: CommandLog, count: number): RecentCommands => {
  const { shared, start, end, from, before } = startingAt(log, Math.max(log.start, log.end - count));
  return { entries: shared.entries.slice(start, end), from, ...(before === undefined ? {} : { before }) };
};

/** Adds the command of the commit that follows, and drops what need not be remembered. */
export function remember(log: CommandLog, { commandId, version, at }: Remembered): CommandLog {
  const shared = log.end === log.shared.entries.length ? log.shared : { entries: log.shared.entries.slice(log.start, log.end) };
  const start = shared === log.shared ? log.start : 0;
  shared.index?.set(commandId, shared.entries.length);
  const end = shared.entries.push({ commandId, version, at });
  return dropped({ ...log, shared, start, end }, at);
}

function dropped(log: CommandLog, at: string): CommandLog {
  const { shared, end } = log;
  if (end - log.start <= rememberedCommands) return log;
  const since = Date.parse(at) - rememberedTime;
  let start = Math.max(log.start, end - mostKept);
  while (end - start > rememberedCommands && Date.parse(shared.entries[start]?.at ?? at) < since) start += 1;
  if (start === log.start) return log;
  // What nobody sees any more goes, once it is most of it.
  return start > mostKept ? logOf(latest(log, end - start)) : startingAt(log, start);
}

const startingAt = (log: CommandLog, start: number): CommandLog => {
  const { entries } = log.shared;
  const [first, last] = [entries[start], entries[start - 1]];
  return start > log.start && last ? { ...log, start, from: first?.version ?? log.from, before: last.at } : log;
};

/** The command with this id, if it is in the log. */
export function findCommand({ shared, start, end }: CommandLog, commandId: string): Remembered | undefined {
  shared.index ??= new Map(shared.entries.map((entry, position) => [entry.commandId, position]));
  const position = shared.index.get(commandId) ?? -1;
  return position >= start && position < end ? shared.entries[position] : undefined;
}
