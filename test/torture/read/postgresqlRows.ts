import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { RowStore } from '../../../runtime/src/index.js';
import { postgresql } from '../../../runtime/src/postgresql/index.js';
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
  const tableOf = (projection: string) => `${schema}.${projection.replaceAll('-', '_')}`;

  return {
    store: 'postgresql',
    async make(projection) {
      const plain = postgresql({ schema, connection, table: projection.name.replaceAll('-', '_') }).open(projection, {
        name: projection.name,
        slot: 'a',
      });
      stores.set(projection.name, plain);
      return gatedRows(plain, `postgresql ${projection.name}`);
    },
    async found(projection, { streams }) {
      const { rows } = await admin.query(`select _key as key, _position::int as position, _row as row from ${tableOf(projection)}`);
      return {
        rows: new Map(rows.map(({ key, position, row }) => [key, { position, row }])),
        positions: (await stores.get(projection)?.shared?.positions(streams)) ?? new Map(),
      };
    },
    async close() {
      await admin.query(`drop schema ${schema} cascade`);
      await admin.end();
    },
  };
}
