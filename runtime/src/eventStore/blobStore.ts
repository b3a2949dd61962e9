/** Storage of what is too large for an item, by key. */
export type BlobStore = {
  /**
   * Keeps bytes under a key. A key stands for its bytes: to put the same again changes nothing.
   *
   * @throws StoreThrottled, StoreUnavailable, StoreRefused
   */
  put(key: string, bytes: Uint8Array): Promise<void>;

  /** The bytes under a key, if there are any. @throws StoreThrottled, StoreUnavailable, StoreRefused */
  get(key: string): Promise<Uint8Array | undefined>;
};
