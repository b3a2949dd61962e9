import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How far a mapping has come in a shard: the last sequence number that its function has taken, and whether that was the last of all. */
type ShardPosition = { readonly after?: string; readonly done?: true };

/** The positions of one mapping in one stream. */
export type Positions = {
  of(shardId: string): ShardPosition;
  /** Stores the position before it returns. */
  advance(shardId: string, position: ShardPosition): void;
  /** Forgets the shards that the stream no longer has. */
  keepOnly(shardIds: readonly string[]): void;
};

type PositionsFile = Record<string, { streamArn: string; shards: Record<string, ShardPosition> }>;

/**
 * Opens the file of a mapping. Positions hold for one stream at one endpoint: a stream's ARN has the moment of its creation in it,
 * so that a fresh in-memory database is read from its beginning.
 */
export function openPositions(
  folder: string,
  mapping: { functionName: string; tableName: string; endpoint: string; streamArn: string },
): Positions {
  const path = join(folder, `${mapping.functionName}.${mapping.tableName}.json`);
  const file = load(path);
  const known = file[mapping.endpoint];
  let shards = known?.streamArn === mapping.streamArn ? known.shards : {};
  const store = () => save(folder, path, { ...load(path), [mapping.endpoint]: { streamArn: mapping.streamArn, shards } });
  return {
    of: (shardId) => shards[shardId] ?? {},
    advance(shardId, position) {
      shards = { ...shards, [shardId]: position };
      store();
    },
    keepOnly(shardIds) {
      const kept = Object.entries(shards).filter(([shardId]) => shardIds.includes(shardId));
      if (kept.length === Object.keys(shards).length) return;
      shards = Object.fromEntries(kept);
      store();
    },
  };
}

function load(path: string): PositionsFile {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PositionsFile;
  } catch {
    // No file yet, or not one of ours: every consumer can bear to see its records again, none can bear to miss one.
    return {};
  }
}

function save(folder: string, path: string, file: PositionsFile): void {
  mkdirSync(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(file));
  // A rename is all or nothing: a crash in between leaves the position before.
  renameSync(draft, path);
}
