import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A unique value that a stream holds; `held`: its guard is the stream's already. */
export type SpooledValue = {
  readonly key: string;
  readonly unique: string;
  readonly value: string | number;
  readonly stream: string;
  readonly held: boolean;
};

/** Values on disk, of which a part at a time is in memory. */
export type ValueSpool = {
  add(value: SpooledValue): Promise<void>;
  /** All that were added, those of one key together. */
  byKey(): AsyncIterable<readonly SpooledValue[]>;
  remove(): Promise<void>;
};

/** Files that values are divided among: a million values are some 700 KB in each. */
const files = 256;
const linesAtOnce = 200;

/** Opens a spool in a folder of its own, which only this user may read. */
export async function openValueSpool(): Promise<ValueSpool> {
  const folder = await mkdtemp(join(tmpdir(), 'event-sourcing-values-'));
  const buffers = Array.from({ length: files }, (): string[] => []);
  const path = (index: number) => join(folder, `${index}.jsonl`);
  const flush = async (index: number) => {
    const lines = buffers[index]?.splice(0) ?? [];
    if (lines.length > 0) await appendFile(path(index), lines.join(''), { mode: 0o600 });
  };

  return {
    async add(value) {
      const index = fileOf(value.key);
      const lines = buffers[index];
      lines?.push(`${JSON.stringify(value)}\n`);
      if (lines && lines.length >= linesAtOnce) await flush(index);
    },

    async *byKey() {
      for (let index = 0; index < files; index++) {
        await flush(index);
        yield* grouped(await linesOf(path(index))).values();
      }
    },

    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

// A key ends with a hash in base64url: its last two characters are spread evenly.
const fileOf = (key: string): number => (key.charCodeAt(key.length - 1) * 64 + key.charCodeAt(key.length - 2)) % files;

async function linesOf(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function grouped(lines: readonly string[]): Map<string, SpooledValue[]> {
  const groups = new Map<string, SpooledValue[]>();
  for (const line of lines) {
    const value: SpooledValue = JSON.parse(line);
    const group = groups.get(value.key) ?? [];
    group.push(value);
    groups.set(value.key, group);
  }
  return groups;
}
