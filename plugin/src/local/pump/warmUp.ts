import type { Log } from '../../framework/types.js';
import type { Invoke } from './deliver.js';
import type { PumpConsumer } from './pump.js';

/**
 * Invokes each function with no records, so that it is loaded when the first event comes: loading one takes a second and more, which the
 * first row would wait for. A function that cannot be loaded is told of here, before anything is sent to it.
 */
export async function warmUp(
  consumers: readonly Pick<PumpConsumer, 'functionName'>[],
  invoke: Invoke,
  log: Pick<Log, 'warning'>,
): Promise<void> {
  const warm = async (functionName: string) => {
    const result = await invoke(functionName, { Records: [] });
    if ('error' in result) log.warning(`${functionName} fails before it is given anything: ${result.error}`);
  };
  await Promise.all([...new Set(consumers.map(({ functionName }) => functionName))].map(warm));
}
