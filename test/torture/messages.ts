import type { CacheFault, PlannedFault, RequestFault } from './faultPlan.js';
import type { Outcome, Sent } from './history.js';

/** What a worker is started with. */
export type WorkerOptions = {
  readonly endpoint: string;
  readonly eventsTable: string;
  readonly snapshotsTable: string;
  /** Breaks the store on purpose: for the tests that show that a run finds what is broken. */
  readonly sabotage?: Sabotage;
};

/** Ways to break the store. */
export type Sabotage =
  /** Puts overwrite what is there. */
  | 'unconditional-put'
  /** Queries are answered as they were the first time, for a while. */
  | 'stale-reads';

/** To a worker. */
export type Order = { readonly sent: Sent; readonly faults: readonly PlannedFault[]; readonly cacheFault?: CacheFault };

/** From a worker. */
export type Message =
  | { readonly type: 'ready' }
  | { readonly type: 'requested'; readonly attempt: number; readonly at: number }
  | { readonly type: 'answered'; readonly attempt: number; readonly at: number; readonly outcome: Outcome }
  | { readonly type: 'happened'; readonly fault: RequestFault };
