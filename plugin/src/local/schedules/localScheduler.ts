import type { AddressInfo } from 'node:net';
import type { InvokeAny } from '../pump/invoke.js';
import type { ScheduleStore } from './scheduleFile.js';
import { schedulerEndpoint } from './schedulerEndpoint.js';
import { createSchedules } from './schedules.js';

/** What tells functions of deadlines while the service runs offline. */
export type LocalScheduler = {
  readonly endpoint: string;
  /** From now on, functions are invoked. */
  start(invoke: InvokeAny, warn: (message: string) => void): void;
  stop(): void;
};

/** Opens a scheduler on a port that is free: only the service's own functions ask it. */
export async function openScheduler(store: ScheduleStore): Promise<LocalScheduler> {
  const schedules = createSchedules(store);
  const server = schedulerEndpoint(schedules);
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  server.unref();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    start: schedules.start,
    stop() {
      schedules.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
