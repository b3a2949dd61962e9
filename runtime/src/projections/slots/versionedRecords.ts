/** A value that is saved under a name, and how often it was saved. */
export type VersionedRecord<Value> = { readonly revision: number; readonly value: Value };

/** Small JSON records, each changed only from the revision that was read. Methods throw StoreThrottled, StoreUnavailable or StoreRefused. */
export type VersionedRecords = {
  /** Reads consistently. `Value` is the type of what was saved under that name. */
  load<Value>(name: string): Promise<VersionedRecord<Value> | undefined>;

  /** Saves a value, if the stored one still has the revision `seen` (undefined: there is none). Returns whether it had. */
  save(name: string, value: object, seen: number | undefined): Promise<boolean>;
};
