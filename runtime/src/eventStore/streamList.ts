/** One of the parts that a listing is divided into, to be read side by side. */
export type TablePart = { readonly index: number; readonly of: number };

/** The names of the streams that exist. */
export type StreamList = {
  /**
   * The streams of an aggregate, each once, in no order: all that existed when the listing began, perhaps some that came later. A page of them
   * at a time; pages may be empty.
   *
   * @throws StoreThrottled, StoreUnavailable, StoreRefused
   */
  list(aggregate: string, part?: TablePart): AsyncIterable<readonly string[]>;
};
