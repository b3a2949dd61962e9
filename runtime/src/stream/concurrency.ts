/** Streams that are worked on at once: enough to hide the latency of a store, few enough not to be throttled by it. */
const concurrency = 16;

/** Maps with a bounded number of calls under way. The results are in the order of the inputs. */
export async function mapConcurrently<Input, Output>(
  inputs: readonly Input[],
  map: (input: Input, index: number) => Promise<Output>,
): Promise<Output[]> {
  const outputs: Output[] = [];
  const queue = inputs.entries();
  const work = async () => {
    for (const [index, input] of queue) outputs[index] = await map(input, index);
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, work));
  return outputs;
}
