import { createStateCache } from '../../commands/state/stateCache.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import type { AnyProcess } from '../process.js';
import { instanceStreams } from './instance.js';
import type { RecordContext } from './recordInput.js';

/** What a container records the inputs of a process with. `store`: where the process's own streams are. */
export function createRecordContext(process: AnyProcess, store: EventStore): RecordContext {
  const now = () => new Date();
  const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  return { process, streams: instanceStreams(process), store, cache: createStateCache({ now }), now, random: Math.random, sleep };
}
