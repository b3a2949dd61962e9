/**
 * How an event fails for a consumer: its code throws; the row that it makes breaks its schema, or is larger than any item; it has no key;
 * the target refuses it, or throws where it decides. These fail until they are mended. `flaky` fails less often than a consumer tries, and
 * is not to be parked; `unlucky` fails more often, and is no poison to whoever comes later.
 */
export type How = Lasting | 'flaky' | 'unlucky';

type Lasting = 'throws' | 'invalid' | 'large' | 'keyless' | 'refused' | 'target';

/** Times that an event fails, at most. */
const failing: Readonly<Record<Exclude<How, Lasting>, number>> = { flaky: 2, unlucky: 6 };

const lasts = (how: How): how is Lasting => how !== 'flaky' && how !== 'unlucky';

/** What an event carries for one consumer: `throws publishers/audit`. An empty text is no poison. */
export const poisoned = (how: How, consumer: string): string => `${how} ${consumer}`;

/** Whose poison an event carries, and how it fails. */
export function poisonIn(data: unknown): { readonly how: How; readonly consumer: string; readonly lasts: boolean } | undefined {
  const text: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'poison') : undefined;
  if (typeof text !== 'string' || text === '') return undefined;
  const [how = '', consumer = ''] = text.split(' ');
  return { how: how as How, consumer, lasts: lasts(how as How) };
}

/** The faults of the users' code: they fail as events say, until they are mended. */
export function createPoison(happened: (fault: 'poisoned' | 'flaked') => void) {
  const failures = new Map<string, number>();
  let mended = false;

  /** How an event fails for a consumer now; undefined for one that does not. */
  function of(consumer: string, data: unknown): Lasting | undefined {
    const poison = poisonIn(data);
    if (mended || poison?.consumer !== consumer || !lasts(poison.how)) return undefined;
    happened('poisoned');
    return poison.how;
  }

  return {
    of,

    /** Throws where the consumer's code does. `address`: of the event. */
    strike(consumer: string, address: string, data: unknown): void {
      if (of(consumer, data) === 'throws') throw new Error(`${address} is poison to ${consumer}`);
      const poison = poisonIn(data);
      if (mended || !poison || lasts(poison.how) || poison.consumer !== consumer) return;
      const key = `${consumer} ${address}`;
      const count = (failures.get(key) ?? 0) + 1;
      failures.set(key, count);
      if (count > failing[poison.how]) return;
      happened('flaked');
      throw new Error(`${address} fails for ${consumer}, for the ${count}. time`);
    },

    mend(): void {
      mended = true;
    },
  };
}

export type Poison = ReturnType<typeof createPoison>;
