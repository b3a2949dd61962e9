import type { SharedRows } from '../../projections/rows/rowStore.js';
import { Beaten, isAboutValues, isBeaten } from './failures.js';
import type { Layout } from './layout.js';
import type { Use } from './prepared.js';
import { encodeChange, isText, rowRefused, unheldField } from './rowValues.js';
import { movePositions, writeRows } from './write.js';

/** Most rows and positions of a transaction: others wait for the rows that it has changed. */
const mostOfTransaction = 1000;

/** Rows and positions in two tables of one database, in one transaction. */
export const sharedRows = ({ table, projection }: Layout, positionsTable: string, use: Use): SharedRows => ({
  limit: mostOfTransaction,

  async positions(streams) {
    const found = await use(({ query }) =>
      query(`select _stream as stream, _position as position from ${positionsTable} where _stream = any($1::text[])`, [
        streams.filter(isText),
      ]),
    );
    return new Map(found.map(({ stream, position }) => [String(stream), Number(position)]));
  },

  commit: (rows, positions) =>
    use(async ({ transaction }) => {
      const unheld = rows.find(({ key }) => !isText(key));
      if (unheld) throw rowRefused(projection, unheld, undefined);
      try {
        await transaction(async (query) => {
          if ((await movePositions(query, positionsTable, positions)) < positions.length) throw new Beaten();
          if ((await writeRows(query, table, rows.map(encodeChange))).size < rows.length) throw new Beaten();
        });
        return true;
      } catch (error) {
        if (isBeaten(error)) return false;
        const refused = isAboutValues(error)
          ? (rows.find(({ row }) => unheldField(projection, row.row) !== undefined) ?? rows[0])
          : undefined;
        throw refused ? rowRefused(projection, refused, error) : error;
      }
    }),
});
