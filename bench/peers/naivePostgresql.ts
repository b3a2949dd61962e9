import type { Pool } from 'pg';
import type { Commit } from 'serverless-event-sourcing-runtime';
import { type Deposit, deposited, noDeposits } from '../domain.js';

/** What anybody writes first: for each event a transaction that reads the row, and writes it with its position. */
export type NaiveProjection = { take(commit: Commit): Promise<void> };

export async function createNaiveProjection(pool: Pool, table: string): Promise<NaiveProjection> {
  await pool.query(`create table ${table} (id text primary key, position bigint not null, balance double precision, deposits bigint)`);

  return {
    async take({ stream, version, events }) {
      const client = await pool.connect();
      try {
        for (const { data } of events) {
          await client.query('begin');
          const { rows } = await client.query(`select position, balance, deposits from ${table} where id = $1 for update`, [stream]);
          const [row] = rows;
          if (Number(row?.position ?? 0) < version) {
            const before = row ? { balance: row.balance, deposits: Number(row.deposits) } : noDeposits();
            const { balance, deposits } = deposited(before, data as Deposit);
            await client.query(
              `insert into ${table} (id, position, balance, deposits) values ($1, $2, $3, $4)
                on conflict (id) do update set position = $2, balance = $3, deposits = $4`,
              [stream, version, balance, deposits],
            );
          }
          await client.query('commit');
        }
      } finally {
        client.release();
      }
    },
  };
}
