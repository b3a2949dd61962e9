import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A one-time schedule: what it invokes when, and with what. */
export type Schedule = {
  readonly name: string;
  readonly functionName: string;
  /** JSON. */
  readonly input: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
};

/** Keeps schedules while nothing runs. */
export type ScheduleStore = { readonly kept: readonly Schedule[]; keep(schedules: readonly Schedule[]): void };

type Content = { readonly origin: string; readonly schedules: readonly Schedule[] };

/** Opens the file of schedules. Those that were made beside a database of another `origin` are dropped: what they are about is gone. */
export function openScheduleFile(path: string, origin: string): ScheduleStore {
  const content = load(path);
  return {
    kept: content?.origin === origin ? content.schedules : [],
    keep(schedules) {
      mkdirSync(dirname(path), { recursive: true });
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify({ origin, schedules } satisfies Content));
      // A rename is all or nothing: a crash in between leaves the file before.
      renameSync(draft, path);
    },
  };
}

function load(path: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Content;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
