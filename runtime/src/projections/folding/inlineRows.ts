import type { Commit } from '../../domain/commit.js';
import { parseStreamName } from '../../domain/stream.js';
import type { Validate } from '../../validation/violations.js';
import type { AnyProjection } from '../projection.js';
import { rowKey } from '../rows/rowKey.js';
import type { PositionedRow, RowChange, RowStore } from '../rows/rowStore.js';
import { foldEvent, foldedEvents } from './foldRow.js';

/** A place that rows of a projection are in: the name of a table. */
export type RowPlace = { readonly table: string; readonly projection: AnyProjection; readonly rows: Pick<RowStore, 'load'> };

/** The change of a row by a commit. */
export type InlineChange = { readonly place: RowPlace; readonly change: RowChange };

/** Rows that are written in one transaction with the commits that change them. */
export type InlineRows = {
  /** The rows that are written with commits. A row that is behind its stream is left to the table's stream, which delivers the rest. */
  changes(commits: readonly Commit[]): Promise<readonly InlineChange[]>;
  /** They were written: the next commit need not read them. */
  written(changes: readonly InlineChange[]): void;
  /** One of them had changed: all are read again. */
  moved(changes: readonly InlineChange[]): void;
};

export type InlineRowsOptions = {
  /** Asked for each commit: a rebuild adds places, and takes them away. */
  places(aggregate: string): Promise<readonly RowPlace[]>;
  readonly validate: Validate;
  /** Called for each row that a commit is stored without. */
  readonly onLeft: (facts: { readonly projection?: string; readonly stream: string; readonly error: unknown }) => void;
};

/** Rows that a container remembers, and the longest one that it does, in characters of JSON. */
const mostRemembered = 500;
const longestRemembered = 16_384;

/**
 * Rows of projections with `inline`. What cannot be folded, or read, keeps no command from being stored: its row is brought by the
 * table's stream, as any other's, and parked there if it must.
 */
export function inlineRows({ places, validate, onLeft }: InlineRowsOptions): InlineRows {
  // As text, so that no fold changes what is remembered. A Map keeps the order of insertion: the oldest goes first.
  const remembered = new Map<string, string>();
  /** A remembered row may be out of date, since another container wrote it: it is used only at the position that the commit follows. */
  const load = async ({ table, rows }: RowPlace, key: string, position: number): Promise<PositionedRow | undefined> => {
    const text = remembered.get(idOf(table, key));
    const row: PositionedRow | undefined = text === undefined ? undefined : JSON.parse(text);
    return row?.position === position ? row : (await rows.load([key])).get(key);
  };

  const placesOf = async (stream: string): Promise<readonly RowPlace[]> => {
    try {
      return await places(parseStreamName(stream).aggregate);
    } catch (error) {
      onLeft({ stream, error });
      return [];
    }
  };

  async function changeOf(place: RowPlace, stream: string, commits: readonly Commit[]): Promise<InlineChange[]> {
    const { projection } = place;
    try {
      const key = rowKey(projection, stream);
      const before = await load(place, key, (commits[0]?.version ?? 1) - 1);
      let after: PositionedRow = before ?? { position: 0, row: null };
      for (const commit of commits) {
        if (after.position !== commit.version - 1) return [];
        const row = foldedEvents(projection, commit).reduce((each, event) => foldEvent({ projection, validate }, each, event), after.row);
        after = { row, position: commit.last };
      }
      return [{ place, change: { key, row: after, expected: before?.position } }];
    } catch (error) {
      onLeft({ projection: projection.name, stream, error });
      return [];
    }
  }

  return {
    async changes(commits) {
      const streams = [...new Set(commits.map(({ stream }) => stream))];
      const changes = streams.map(async (stream) => {
        const found = await placesOf(stream);
        const own = commits.filter((commit) => commit.stream === stream);
        return Promise.all(found.map((place) => changeOf(place, stream, own)));
      });
      return (await Promise.all(changes)).flat(2);
    },
    written(changes) {
      for (const { place, change } of changes) {
        const id = idOf(place.table, change.key);
        const text = JSON.stringify(change.row);
        remembered.delete(id);
        if (text.length <= longestRemembered) remembered.set(id, text);
      }
      for (const id of remembered.keys()) {
        if (remembered.size <= mostRemembered) break;
        remembered.delete(id);
      }
    },
    moved(changes) {
      for (const { place, change } of changes) remembered.delete(idOf(place.table, change.key));
    },
  };
}

const idOf = (table: string, key: string): string => `${table}/${key}`;
