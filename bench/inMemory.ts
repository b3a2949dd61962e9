import { createDispatcher, inMemoryEventStore } from 'serverless-event-sourcing-runtime';
import { Account, deposit } from './domain.js';
import type { Figure } from './figure.js';
import type { Measure } from './measure.js';
import { createEmmett } from './peers/emmett.js';
import { cpuSeconds, interleaved } from './rounds.js';

const lengths = [10, 100, 1000, 3000];
/** Commands of a sample, at least. */
const leastCommands = 2000;

/** Commands in a second of one core, without a database: what product and peer cost themselves. CPU time, since the machine has other work. */
export const inMemory: Measure = {
  names: ['in-memory-commands'],

  async run() {
    const figures: Figure[] = [];
    for (const length of lengths) figures.push(await ofLength(length));
    return figures;
  },
};

/** Streams grow from nothing to their length, one after the other. */
async function ofLength(length: number): Promise<Figure> {
  const streams = Math.ceil(leastCommands / length);
  const { execute } = createDispatcher({ aggregates: [Account], store: inMemoryEventStore() });
  let opened = 0;

  const ours = async () => {
    const id = `account-${++opened}`;
    for (let number = 0; number < length; number++) {
      await execute({ aggregate: 'Account', id, command: number === 0 ? 'Open' : 'Deposit', data: deposit(number) });
    }
  };
  const emmett = async () => {
    // A store for each stream: Emmett's counts all that it holds with each append.
    const peer = createEmmett();
    for (let number = 0; number < length; number++) await peer.deposit('account', deposit(number));
  };

  const perSecond = (grow: () => Promise<void>) => async () => {
    const seconds = await cpuSeconds(async () => {
      for (let stream = 0; stream < streams; stream++) await grow();
    });
    return (streams * length) / seconds;
  };
  const contenders = { ours: perSecond(ours), emmett: perSecond(emmett) };
  await interleaved({ rounds: 5 }, contenders);
  const { ours: value, ...peers } = await interleaved({ rounds: 5 }, contenders);
  const variant = `streams of up to ${length.toLocaleString('en')} events`;
  return { name: 'in-memory-commands', case: variant, value, unit: 'commands/s', peers, limits: [{ atLeast: 2, of: 'emmett' }] };
}
