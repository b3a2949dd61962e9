/**
 * Microseconds on the machine's one monotonic clock: `process.hrtime` reads CLOCK_MONOTONIC, which counts from the boot and is the same for
 * all processes of a Linux machine. So times of different processes can be compared; `performance.now()` counts from the process's own start.
 * Cut to whole numbers: of two equal times neither counts as earlier, which can only hide an order, never invent one.
 */
export const microseconds = (): number => Number(process.hrtime.bigint() / 1000n);
