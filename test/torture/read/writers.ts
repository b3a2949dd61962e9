import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, isEventSourcingError } from '../../../runtime/src/index.js';
import { type Random, randomOf } from '../random.js';
import { fulfilmentName } from './domain.js';
import { isKilled } from './gate.js';
import type { TortureFunction } from './invoke.js';
import { type How, poisoned } from './poison.js';
import { accountsName, auditName, inlineName, outboxName, owners, ownersName, receiversName } from './readers.js';
import type { RowKeeper } from './storage.js';
import type { Execute } from './world.js';

export type WriterOptions = {
  readonly seed: number;
  /** Stores that rows are in. */
  readonly keepers: readonly RowKeeper[];
  /** The function of commands. */
  readonly fn: TortureFunction<Execute>;
  readonly over: () => boolean;
  /** Waits while the consumers are far behind. */
  readonly mayGoOn: () => boolean;
  readonly wrote: (events: number) => void;
};

const writers = 3;
const items = ['chair', 'table', 'lamp', 'shelf'] as const;
/** Who gets no answer tries again, so often at most, under the same id. */
const mostTries = 20;

/** Sends commands until it is over. What they are is decided by the seed. @throws what a command failed for that is no fault of a store's */
export async function runWriters(options: WriterOptions): Promise<void> {
  const { seed, over, mayGoOn } = options;
  const first = sender(options);
  for (const id of items)
    await first({ aggregate: 'Item', id, command: 'Create', data: { quantity: 10 }, commandId: `create-${id}` }, mostTries);
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const send = sender(options);
      for (let step = 0; !over(); step += 1) {
        while (!mayGoOn() && !over()) await sleep(10);
        // Some go away without having been answered.
        const tries = randomOf(seed, writer, step, 'tries').chance(0.5) ? 1 : mostTries;
        for (const [index, command] of commandsAt(options, writer, step).entries())
          await send({ ...command, commandId: `${writer}-${step}-${index}` }, tries);
      }
    }),
  );
}

const refusals = new Set<string>(['CommandRejected', 'AggregateDeleted', 'AggregateNotFound', 'AggregateAlreadyExists']);
const passes = new Set<string>(['StoreThrottled', 'StoreUnavailable', 'Conflict']);

function sender({ fn, wrote }: WriterOptions) {
  const container = fn.container();
  return async (command: Command, tries: number): Promise<void> => {
    let failure: unknown;
    for (let count = 0; count < tries && failure === undefined; count += 1) {
      const events = await container.run(async (execute) => {
        try {
          return (await execute(command)).events.length;
        } catch (error) {
          // A refusal is an answer: an order that cannot be paid yet, an account that is closed.
          if (isEventSourcingError(error) && refusals.has(error.code)) return 0;
          if (!isKilled(error) && !(isEventSourcingError(error) && passes.has(error.code))) failure = error;
          throw error;
        }
      });
      if (events === undefined) continue;
      wrote(events);
      return;
    }
    if (failure !== undefined) throw failure;
  };
}

/** Accounts of a writer at a time, and the steps that each lives: the longer, the more there is to be wrong about. */
const places = 5;
const lifetime = 150;

/** What a writer does at a step. Pure. */
function commandsAt({ seed, keepers }: Pick<WriterOptions, 'seed' | 'keepers'>, writer: number, step: number): readonly Command[] {
  const random = randomOf(seed, writer, step, 'writes');
  const opens = step % lifetime < places;
  if (!opens && random.chance(0.2)) return [orderCommand(random, writer, step)];
  const place = step % places;
  const generation = Math.floor(step / lifetime);
  const id = `${writer}-${place}-${generation}`;
  const data = {
    amount: random.whole(1, 9),
    owner: owners[random.whole(0, owners.length - 1)] ?? '',
    poison: poisonFor(random, eventPoisons(keepers)),
  };
  const account = { aggregate: 'Account', id };
  const opening: Command = { ...account, command: 'Open', data: { ...data, poison: '' } };
  const draw = random.next();
  const change = (): Command => {
    if (draw < 0.06) return { ...account, command: 'Empty', data: {} };
    if (draw < 0.16) return { ...account, command: 'Note', data: {} };
    if (draw < 0.17) return { ...account, command: 'Close', data: {} };
    if (draw < 0.35) return { ...account, command: 'Split', data: { ...data, times: random.whole(2, 4) } };
    return { ...account, command: 'Deposit', data };
  };
  return opens ? [opening, change()] : [change()];
}

function orderCommand(random: Random, writer: number, step: number): Command {
  const draw = random.next();
  const number = Math.floor(step / 10);
  if (draw < 0.25) return { aggregate: 'Item', id: random.pick(items), command: 'Stock', data: { quantity: random.whole(1, 4) } };
  if (draw < 0.6) {
    return { aggregate: 'Order', id: `${writer}-${number - random.whole(0, 3)}`, command: 'PayOrder', data: {} };
  }
  const lines = Array.from({ length: random.whole(1, 3) }, () => ({ item: random.pick(items), quantity: random.whole(1, 2) }));
  return { aggregate: 'Order', id: `${writer}-${number}`, command: 'PlaceOrder', data: { lines, poison: poisonFor(random, orderPoisons) } };
}

type Poisons = readonly [readonly [How, string], ...(readonly [How, string])[]];

const everywhere: Poisons = [
  ['throws', auditName],
  ['refused', auditName],
  ['throws', receiversName],
  ['flaky', auditName],
  ['flaky', receiversName],
  ['unlucky', auditName],
  ['throws', outboxName],
  ['refused', outboxName],
  ['flaky', outboxName],
  ['unlucky', outboxName],
  ['unlucky', receiversName],
];

/** What the events of accounts can be poison to. */
const eventPoisons = (keepers: readonly RowKeeper[]): Poisons => [
  ...everywhere,
  ...keepers.flatMap(({ store, inline, unshared }) => {
    const owners = unshared ? [] : [`projections/${ownersName(store)}`];
    const accounts = [accountsName(store), ...(inline ? [inlineName(store)] : [])].map((name) => `projections/${name}`);
    const hows: readonly (readonly [How, string])[] = [
      ...accounts.flatMap((name) => (['throws', 'invalid', 'flaky', 'unlucky'] as const).map((how) => [how, name] as const)),
      ...owners.flatMap((name) => (['throws', 'keyless', 'flaky', 'unlucky'] as const).map((how) => [how, name] as const)),
    ];
    // Others have no limit for a row, or another.
    return store === 'dynamodb' ? [...hows, ...[...accounts, ...owners].map((name) => ['large', name] as const)] : hows;
  }),
];

const orderPoisons: Poisons = [
  ...everywhere,
  ['throws', fulfilmentName],
  ['target', fulfilmentName],
  ['flaky', fulfilmentName],
  ['unlucky', fulfilmentName],
];

function poisonFor(random: Random, kinds: Poisons): string {
  if (!random.chance(kinds === orderPoisons ? 0.15 : 0.025)) return '';
  return poisoned(...random.pick(kinds));
}
