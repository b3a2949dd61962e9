import type { Notes } from '../../projections/slots/versionedRecords.js';

/** How far a rebuild is. */
export type RebuildWork = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Tells the code that it began with from any other. */
  readonly code: string;
  /** Where each part of the table stands: an empty text for one that has not begun, `null` for one that is done. All before it has been folded. */
  readonly cursors: readonly (string | null)[];
  readonly commits: number;
  readonly events: number;
  readonly total: number;
  /** What the last invocation that folded any has done of it, and from when to when. ISO 8601, UTC. */
  readonly lately?: { readonly from: string; readonly to: string; readonly commits: number; readonly events: number };
};

/** Name of the note that tells who is at a projection's rebuild, and how far it is. */
export const rebuildNote = (projection: string): string => `rebuild/${projection}`;

/** Who is at a rebuild, or was last, and how far it is. */
export type Held = {
  readonly runner: string;
  /** Nobody else may begin before. Of one that runs: when it has ended for certain. Milliseconds. */
  readonly until: number;
  readonly running: boolean;
  readonly work?: RebuildWork;
};

/** The right to work on a projection's rebuild, until it ends or its time is over. */
export type Turn = {
  work(): RebuildWork | undefined;
  /** Writes down how far the work is. Says whether the turn is still one's own. */
  keep(work: RebuildWork | undefined): Promise<boolean>;
  /** Ends it. Until a time, the same runner alone may go on. Milliseconds. */
  end(until: number): Promise<void>;
};

export type TurnOptions = {
  readonly projection: string;
  readonly runner: string;
  /** Milliseconds. */
  readonly now: number;
  /** When the invocation that takes the turn has ended for certain. Milliseconds. */
  readonly deadline: number;
};

/** Takes the turn; where another has it, gives the time until when. */
export async function takeTurn(
  notes: Notes,
  { projection, runner, now, deadline }: TurnOptions,
): Promise<Turn | { readonly busyUntil: number }> {
  const name = rebuildNote(projection);
  const before = await notes.load<Held>(name);
  const held = before?.value;
  if (held && held.until > now && (held.running || held.runner !== runner)) return { busyUntil: held.until };
  let record: Held = { ...held, runner, until: deadline, running: true };
  let revision = before?.revision;
  let lost = false;
  const write = async (): Promise<boolean> => {
    if (lost) return false;
    lost = !(await notes.save(name, record, revision));
    revision = (revision ?? 0) + 1;
    return !lost;
  };
  if (!(await write())) return { busyUntil: now + 1000 };

  let writing: Promise<unknown> = Promise.resolve();
  let waiting: Promise<boolean> | undefined;
  /** One write at a time; what is changed meanwhile goes with the next, whoever asks for it. */
  const written = (): Promise<boolean> => {
    waiting ??= writing.then(() => {
      waiting = undefined;
      const now = write();
      writing = now.catch(() => {});
      return now;
    });
    return waiting;
  };

  return {
    work: () => record.work,
    keep(work) {
      const { work: _, ...rest } = record;
      record = { ...rest, ...(work ? { work } : {}) };
      return written();
    },
    async end(until) {
      record = { ...record, until, running: false };
      await written();
    },
  };
}
