/** A consumer's position in a stream is to change from `expected` (undefined: it has none) to `position`. */
export type BookmarkChange = { readonly stream: string; readonly position: number; readonly expected: number | undefined };

/** Positions of consumers whose effects are elsewhere. Every method throws StoreThrottled, StoreUnavailable or StoreRefused. */
export type Bookmarks = {
  /** Positions of one consumer, read consistently; none for a stream that it has not seen. */
  load(consumer: string, streams: readonly string[]): Promise<ReadonlyMap<string, number>>;

  /** Moves a position, if it is still where it is expected. Says whether it was. */
  move(consumer: string, change: BookmarkChange): Promise<boolean>;
};
