import { type Entry, EventSourcingError, type Order, type Refusal, type Target } from '../../../runtime/src/index.js';
import { randomOf } from '../random.js';
import { portCall, through } from './gate.js';

export type TargetOptions = {
  readonly name: string;
  readonly seed: number;
  readonly order: Order;
  /** Told of each event that is taken, by its address. */
  readonly taken: (address: string) => void;
  readonly happened: (fault: 'refusedEntries' | 'failedRequests') => void;
  readonly isCalm: () => boolean;
};

const busy: Refusal = { reason: 'busy', fault: 'passes' };
const malformed: Refusal = { reason: 'malformed', fault: 'event' };

/** A target that takes some entries of a request and not others, fails, and loses its answers. */
export function createTarget({ name, seed, order, taken, happened, isCalm }: TargetOptions): Target {
  let requests = 0;

  async function receive(entries: readonly Entry[]): Promise<readonly (Refusal | undefined)[]> {
    requests += 1;
    const random = randomOf(seed, name, 'target', requests);
    const failed = (code: 'StoreThrottled' | 'StoreUnavailable') => {
      happened('failedRequests');
      return new EventSourcingError({ code, message: 'the target fails', details: { store: 'target' } });
    };
    if (!isCalm() && random.chance(0.05)) throw failed(random.pick(['StoreThrottled', 'StoreUnavailable']));
    const refusals = entries.map((entry) => refusalOf(entry, !isCalm() && random.chance(0.08)));
    for (const [index, { event }] of entries.entries()) if (!refusals[index]) taken(event.id);
    if (!isCalm() && random.chance(0.05)) throw failed('StoreUnavailable');
    return refusals;
  }

  function refusalOf({ event: { data } }: Entry, isBusy: boolean): Refusal | undefined {
    if (typeof data === 'object' && data !== null && Reflect.get(data, 'poison') === 'refused') return malformed;
    if (isBusy) happened('refusedEntries');
    return isBusy ? busy : undefined;
  }

  return {
    name: `Target ${name}`,
    limits: { entries: 10, requestBytes: 1000, entryBytes: 1000 },
    order,
    entry: (event) => ({ event, size: 1 }),
    send: (entries) => through(portCall('target', 'write'), () => receive(entries)),
  };
}
