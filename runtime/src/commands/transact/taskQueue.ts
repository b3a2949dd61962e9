/** Runs what it is given one after the other, in the order of the calls; one that fails does not keep the next from running. */
export function taskQueue(): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    // The caller is told of a failure by `result`.
    last = result.catch(() => undefined);
    return result;
  };
}
