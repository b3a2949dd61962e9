import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { isLost } from './failures.js';

/** How to connect: settings of `pg`, or a function that gives them, which is asked when the first connection is made. */
export type Connection = PoolConfig | (() => PoolConfig | Promise<PoolConfig>);

export type Query = (text: string, values?: readonly unknown[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** A database, through a few connections. */
export type Database = {
  readonly query: Query;
  /** Commits what `work` did, or nothing of it where it throws. */
  transaction<Result>(work: (query: Query) => Promise<Result>): Promise<Result>;
};

/**
 * A container does one thing at a time, and hundreds of containers share a server: two connections are enough. Nobody waits for ever; what a
 * pooler in between does not know, such as a statement timeout, is not asked for.
 */
const defaults: PoolConfig = { max: 2, connectionTimeoutMillis: 10_000, query_timeout: 60_000, allowExitOnIdle: true };

/** Databases of a container: projections that name the same connection share it. */
const databases = new WeakMap<Connection, Database>();

/** The database that a connection leads to; connects when it is first asked something. */
export function databaseOf(connection: Connection): Database {
  const database = databases.get(connection) ?? connect(connection);
  databases.set(connection, database);
  return database;
}

function connect(connection: Connection): Database {
  let opening: Promise<Pool> | undefined;
  const pool = (): Promise<Pool> => {
    opening ??= openPool(connection).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    query: (text, values) => twice(async () => rowsOf(await pool(), text, values)),
    transaction: (work) => twice(async () => transact(await (await pool()).connect(), work)),
  };
}

async function openPool(connection: Connection): Promise<Pool> {
  const settings = typeof connection === 'function' ? await connection() : connection;
  const pool = new Pool({ ...defaults, ...settings });
  // An idle connection may be lost, for example while the container is frozen. The pool makes another; unheard, the event would end the process.
  pool.on('error', () => {});
  return pool;
}

const rowsOf = async (client: Pool | PoolClient, text: string, values: readonly unknown[] = []) =>
  (await client.query<Record<string, unknown>>(text, [...values])).rows;

/** Tries again once where a connection was lost: one that lay idle in a frozen container is found to be so by its first use. Every write here names what it expects, so that a second try does nothing twice. */
async function twice<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isLost(error)) throw error;
    return work();
  }
}

async function transact<Result>(client: PoolClient, work: (query: Query) => Promise<Result>): Promise<Result> {
  try {
    await client.query('begin');
    const result = await work((text, values) => rowsOf(client, text, values));
    await client.query('commit');
    client.release();
    return result;
  } catch (error) {
    // What cannot be told to undo ends: the server undoes what a lost connection did not commit.
    const undone = await client.query('rollback').then(
      () => true,
      () => false,
    );
    client.release(!undone);
    throw error;
  }
}
