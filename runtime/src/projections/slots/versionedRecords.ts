/** What was written down under a name, and how often. */
export type VersionedRecord<Value> = { readonly revision: number; readonly value: Value };

/** Small things to remember, as JSON has them, each changed only by who has seen it as it is. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type VersionedRecords = {
  /** Read consistently. What is given is what was saved under that name. */
  load<Value>(name: string): Promise<VersionedRecord<Value> | undefined>;

  /** Writes down a value, if the one there still has the revision that was seen (undefined: there is none). Says whether it had. */
  save(name: string, value: object, seen: number | undefined): Promise<boolean>;
};
