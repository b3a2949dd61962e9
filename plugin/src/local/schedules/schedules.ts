import type { InvokeAny } from '../pump/invoke.js';
import type { Schedule, ScheduleStore } from './scheduleFile.js';

/** One-time schedules, as EventBridge Scheduler has them: each invokes its function once it is due, and is gone then. */
export type Schedules = {
  /** Says whether there was none of that name. */
  create(schedule: Schedule): boolean;
  /** Says whether there was one. */
  delete(name: string): boolean;
  /** From now on, functions are invoked. */
  start(invoke: InvokeAny, warn: (message: string) => void): void;
  stop(): void;
};

/** Milliseconds: a timer can not wait for more than 25 days, and a machine that slept looks again soon. */
const longestWait = 60_000;

/** Milliseconds until an invocation that failed is tried again: no schedule is lost while its function cannot run. */
const pause = 2_000;

/** `now` is passed in; timers keep no process alive. */
export function createSchedules(store: ScheduleStore, now: () => number = Date.now): Schedules {
  const schedules = new Map(store.kept.map((schedule) => [schedule.name, schedule]));
  const running = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let invoking: { readonly invoke: InvokeAny; readonly warn: (message: string) => void } | undefined;

  const save = () => store.keep([...schedules.values()]);
  const wake = (wait: number) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(wait, longestWait))).unref();
  };
  const look = (): void => {
    if (!invoking) return;
    const waiting = [...schedules.values()].filter(({ name }) => !running.has(name));
    const due = waiting.filter(({ at }) => Date.parse(at) <= now());
    for (const schedule of due) void run(schedule, invoking.invoke, invoking.warn);
    const next = Math.min(...waiting.filter((schedule) => !due.includes(schedule)).map(({ at }) => Date.parse(at)));
    if (Number.isFinite(next)) wake(next - now());
  };
  const run = async (schedule: Schedule, invoke: InvokeAny, warn: (message: string) => void): Promise<void> => {
    const { name, functionName, input } = schedule;
    running.add(name);
    const result = await invoke(functionName, JSON.parse(input));
    running.delete(name);
    // It may have been taken back, and even made again, meanwhile.
    if ('response' in result) {
      if (schedules.get(name) === schedule) schedules.delete(name);
      save();
    } else {
      if ('error' in result) warn(`A deadline could not be told to ${functionName}, and is tried again: ${result.error}`);
      setTimeout(look, pause).unref();
    }
  };

  return {
    create(schedule) {
      if (schedules.has(schedule.name)) return false;
      schedules.set(schedule.name, schedule);
      save();
      look();
      return true;
    },
    delete(name) {
      const there = schedules.delete(name);
      if (there) save();
      return there;
    },
    start(invoke, warn) {
      invoking = { invoke, warn };
      look();
    },
    stop() {
      invoking = undefined;
      clearTimeout(timer);
    },
  };
}
