import { defined } from '../defined.js';
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
  const { shared, start, end, from, before } = seeing(log, Math.max(log.start, log.end - count), log.end);
  return { entries: shared.entries.slice(start, end), from, ...defined({ before }) };
};

/** Adds the command of the commit that follows, and drops what need not be remembered. */
export function remember(log: CommandLog, { commandId, version, at }: Remembered): CommandLog {
  const { shared, end } = log;
  if (end < shared.entries.length) return remember(own(log), { commandId, version, at });
  shared.index?.set(commandId, end);
  shared.entries.push({ commandId, version, at });
  const start = firstKept(shared.entries, log.start, at);
  const longer = seeing(log, start, end + 1);
  // Entries that no log shows any more are removed, once they are most of them.
  return start > mostKept ? own(longer) : longer;
}

/** The same, on entries of its own: another log has gone on from here. */
const own = (log: CommandLog): CommandLog => logOf(latest(log, Number.POSITIVE_INFINITY));

/** Where those begin that have to be remembered, at the time of the newest. */
function firstKept(entries: readonly Remembered[], from: number, at: string): number {
  const surplus = entries.length - rememberedCommands;
  if (surplus <= from) return from;
  const since = Date.parse(at) - rememberedTime;
  let start = Math.max(from, entries.length - mostKept);
  while (start < surplus && Date.parse(entries[start]?.at ?? at) < since) start += 1;
  return start;
}

function seeing({ shared, start: earlier, from, before }: CommandLog, start: number, end: number): CommandLog {
  const last = shared.entries[start - 1];
  if (start > earlier && last) return { shared, start, end, from: shared.entries[start]?.version ?? from, before: last.at };
  return before === undefined ? { shared, start, end, from } : { shared, start, end, from, before };
}

/** The command with this id, if it is in the log. */
export function findCommand({ shared, start, end }: CommandLog, commandId: string): Remembered | undefined {
  shared.index ??= new Map(shared.entries.map((entry, position) => [entry.commandId, position]));
  const position = shared.index.get(commandId) ?? -1;
  return position >= start && position < end ? shared.entries[position] : undefined;
}
