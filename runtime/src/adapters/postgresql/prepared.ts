import type { Database } from './database.js';
import { databaseError, isMissing } from './failures.js';
import type { Layout } from './layout.js';
import { migrate } from './migrate.js';

/** Does something with a database whose tables are there. @throws StoreThrottled, StoreUnavailable, StoreRefused */
export type Use = <Result>(work: (database: Database) => Promise<Result>) => Promise<Result>;

/** Sees to a layout's tables once, before the first use; again where that failed, and where they were dropped since. */
export function prepared(database: Database, layout: Layout): Use {
  let ready: Promise<void> | undefined;
  const seenTo = () => {
    ready ??= migrate(database, layout).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    return ready;
  };
  return async (work) => {
    try {
      await seenTo();
      return await work(database);
    } catch (error) {
      if (isMissing(error)) ready = undefined;
      throw databaseError(error, `table ${layout.table}`);
    }
  };
}
