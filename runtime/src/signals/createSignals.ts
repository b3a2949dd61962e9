import mitt, { type EventHandlerList } from 'mitt';
import { type AnyFilter, applyFilter } from './filter.js';
import type { Handler, SignalName, SignalPayloads, Signals } from './signals.js';

const names: readonly SignalName[] = ['commandReceived', 'eventPreSave', 'eventPostSave'];

/** A set of signals of its own; `signals` is the one that generated handlers use. */
export function createSignals(): Signals {
  const emitter = mitt<SignalPayloads>();

  function on<Name extends SignalName>(name: Name, ...rest: [Handler<SignalPayloads[Name]>] | [AnyFilter, Handler<SignalPayloads[Name]>]) {
    const [filter, handler] = rest.length === 1 ? [{}, rest[0]] : rest;
    if (!names.includes(name)) throw new TypeError(`There is no signal '${name}': use one of ${names.join(', ')}.`);
    if (typeof handler !== 'function') throw new TypeError(`signals.on('${name}', …) needs a function as its last argument.`);
    const listener = (payload: SignalPayloads[Name]) => {
      const wanted = applyFilter(filter, payload);
      return wanted && handler(wanted);
    };
    emitter.on(name, listener);
    return () => emitter.off(name, listener);
  }

  const hears = (name: SignalName): boolean => (emitter.all.get(name)?.length ?? 0) > 0;

  return {
    on,
    hears,
    async emit(name, payload) {
      // mitt keeps the list; its own emit would not wait for a handler. mitt's '*' is not available here.
      const listeners = emitter.all.get(name) as EventHandlerList<SignalPayloads[typeof name]> | undefined;
      for (const listener of [...(listeners ?? [])]) await listener(payload);
    },
    listening: () => names.filter(hears),
  };
}

/** The signals of this process: receiver modules listen here, generated handlers emit here. */
export const signals: Signals = createSignals();
