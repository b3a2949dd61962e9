import type { TablePart } from './streamList.js';

/** The last commit of a stream without its events: its first version, its last, and when it was stored. */
export type StreamTip = { readonly stream: string; readonly version: number; readonly last: number; readonly at: string };

/** Some streams, each with its last commit. No `next`: there are no more. */
export type TipPage = { readonly tips: readonly StreamTip[]; readonly next?: string };

/** How far the streams that exist have got. */
export type StreamTips = {
  /**
   * The streams of a part, each on one page only, from the beginning or from where another page ended; pages may be empty. What was stored
   * in the last moments may be missing.
   *
   * @throws StoreThrottled, StoreUnavailable, StoreRefused
   */
  tips(part: TablePart, from?: string): Promise<TipPage>;

  /** From where on the streams come that follow one of a page, in the order of that page. */
  after(stream: string): string;
};
