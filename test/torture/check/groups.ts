/** Values by a word for each, in their order. */
export function groupBy<Value>(values: Iterable<Value>, wordOf: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const word = wordOf(value);
    const group = groups.get(word);
    if (group) group.push(value);
    else groups.set(word, [value]);
  }
  return groups;
}
