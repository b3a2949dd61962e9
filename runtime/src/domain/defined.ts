/** Members of `T`, each of which may be missing, and is never undefined. */
export type Defined<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/**
 * Leaves out the members that are undefined. A member that is missing is not the same as one that is undefined: for DynamoDB, for a spread over
 * defaults, and under `exactOptionalPropertyTypes`.
 */
export function defined<T extends object>(members: T): Defined<T> {
  const result: { [Name in keyof T]?: Exclude<T[Name], undefined> } = {};
  for (const name in members) {
    const value = members[name];
    if (isDefined(value)) result[name] = value;
  }
  return result;
}

const isDefined = <Value>(value: Value): value is Exclude<Value, undefined> => value !== undefined;
