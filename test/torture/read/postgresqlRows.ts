import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { postgresql } from '../../../runtime/src/adapters/postgresql/index.js';
import type { RowStore, Slot } from '../../../runtime/src/index.js';
import { gatedRows } from './gatedRows.js';
import type { RowKeeper } from './storage.js';

/** Rows in PostgreSQL, in a schema of their own, which goes when it is closed. What is there is read by the words of docs/read-stores.md. */
export async function postgresqlRows(connectionString: string): Promise<RowKeeper & { close(): Promise<void> }> {
  const schema = `torture_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString });
  await admin.connect();
  await admin.query(`create schema ${schema}`);
  const connection = { connectionString };
  const stores = new Map<string, RowStore>();
  const tableOf = (projection: string, slot: Slot) => `${schema}.${projection.replaceAll('-', '_')}${slot === 'b' ? '__b' : ''}`;

  return {
    store: 'postgresql',
    async make(projection, slot) {
      const { name } = projection;
      const plain = postgresql({ schema, connection, table: name.replaceAll('-', '_') }).open(projection, { name, slot });
      stores.set(`${name}.${slot}`, plain);
      return gatedRows(plain, `postgresql ${name}.${slot}`);
    },
    async found(projection, slot, { streams, keys }) {
      const plain = stores.get(`${projection}.${slot}`);
      // The tables of a slot are made when it is first needed.
      await plain?.load(keys.slice(0, 1));
      const { rows } = await admin.query(`select _key as key, _position::int as position, _row as row from ${tableOf(projection, slot)}`);
      return {
        rows: new Map(rows.map(({ key, position, row }) => [key, { position, row }])),
        positions: (await plain?.shared?.positions(streams)) ?? new Map(),
      };
    },
    async close() {
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}
