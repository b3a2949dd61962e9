import type { AnyProjection, EventStore, RowStore, Slot } from '../../../runtime/src/index.js';
import type { InlineOptions } from '../../../runtime/src/lambda/inline.js';
import type { Stores } from '../../../runtime/src/lambda/stores.js';
import type { StoredCommit } from '../check/timeline.js';
import type { ParkedFound, RowsFound } from './check/evidence.js';

/** A kind of read store under fire. Further ones join by having this. */
export type RowKeeper = {
  /** Ends the names of the projections whose rows it keeps. */
  readonly store: string;
  /** It has no transactions: each of its rows is fed by one stream. */
  readonly unshared?: true;
  /** Its rows can go with the commits that change them. */
  readonly inline?: true;
  /** Most bytes of a row, if there is a limit. */
  readonly largest?: number;
  /** The rows of a projection's slot, empty. Calls go through the gate. */
  make(projection: AnyProjection, slot: Slot): Promise<RowStore>;
  /** What is there, read past the gate. `streams`: those that may feed rows; `keys`: those that rows may have. */
  found(projection: string, slot: Slot, asked: Asked): Promise<FoundRows>;
};

export type Asked = { readonly streams: readonly string[]; readonly keys: readonly string[] };

export type FoundRows = Pick<RowsFound, 'rows' | 'positions'>;

/** Where a run's events are, and how far its consumers have got. */
export type Storage = {
  readonly stores: Omit<Stores, 'rowsOf' | 'snapshotsOf'>;
  readonly keepers: readonly RowKeeper[];
  /** As a function of commands has it that writes rows with its commits; undefined where nothing does. */
  withRows?(options: InlineOptions): EventStore;
  /** All commits, read past the gate. */
  commits(): Promise<readonly StoredCommit[]>;
  /** Bookmarks of a consumer, read past the gate. */
  bookmarks(consumer: string, streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** All that is parked, read past the gate: under the names that it has there. */
  parked(): Promise<readonly ParkedFound[]>;
  /** Which slots are read and whether they are being rebuilt, of projections that ever were, read past the gate. */
  slots(): Promise<Slots>;
};

/** By the projection's name. */
export type Slots = ReadonlyMap<string, { readonly read: Slot; readonly rebuild?: { readonly id: string } }>;
