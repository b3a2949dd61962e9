import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, type Dispatcher, isEventSourcingError } from '../../../runtime/src/index.js';
import { type Random, randomOf } from '../random.js';
import { fulfilmentName } from './domain.js';
import { type How, poisoned } from './poison.js';
import { accountsName, auditName, owners, ownersName, receiversName } from './readers.js';

export type WriterOptions = {
  readonly seed: number;
  /** Kinds of stores that rows are in. */
  readonly stores: readonly string[];
  readonly dispatcher: () => Dispatcher;
  readonly over: () => boolean;
  /** Waits while the consumers are far behind. */
  readonly mayGoOn: () => boolean;
  readonly wrote: (events: number) => void;
};

const writers = 3;
const items = ['chair', 'table', 'lamp', 'shelf'] as const;

/** Sends commands until it is over. What they are is decided by the seed. */
export async function runWriters(options: WriterOptions): Promise<void> {
  const send = sender(options);
  for (const id of items) await send({ aggregate: 'Item', id, command: 'Create', data: { quantity: 10 } });
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let step = 0; !options.over(); step += 1) {
        while (!options.mayGoOn() && !options.over()) await sleep(10);
        for (const command of commandsAt(options, writer, step)) await send(command);
      }
    }),
  );
}

const refusals = new Set<string>(['CommandRejected', 'AggregateDeleted', 'AggregateNotFound', 'AggregateAlreadyExists']);

function sender({ dispatcher, wrote }: WriterOptions) {
  const { execute } = dispatcher();
  return async (command: Command): Promise<void> => {
    try {
      wrote((await execute(command)).events.length);
    } catch (error) {
      // A refusal is an answer: an order that cannot be paid yet, an account that is closed.
      if (!isEventSourcingError(error) || !refusals.has(error.code)) throw error;
    }
  };
}

/** Accounts of a writer at a time, and the steps that each lives: the longer, the more there is to be wrong about. */
const places = 5;
const lifetime = 150;

/** What a writer does at a step. Pure. */
function commandsAt({ seed, stores }: Pick<WriterOptions, 'seed' | 'stores'>, writer: number, step: number): readonly Command[] {
  const random = randomOf(seed, writer, step, 'writes');
  const opens = step % lifetime < places;
  if (!opens && random.chance(0.2)) return [orderCommand(random, writer, step)];
  const place = step % places;
  const generation = Math.floor(step / lifetime);
  const id = `${writer}-${place}-${generation}`;
  const data = {
    amount: random.whole(1, 9),
    owner: owners[random.whole(0, owners.length - 1)] ?? '',
    poison: poisonFor(random, eventPoisons(stores)),
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
  ['unlucky', receiversName],
];

/** What the events of accounts can be poison to. */
const eventPoisons = (stores: readonly string[]): Poisons => [
  ...everywhere,
  ...stores.flatMap((store) => {
    const [accounts, owners] = [`projections/${accountsName(store)}`, `projections/${ownersName(store)}`];
    const hows: readonly (readonly [How, string])[] = [
      ['throws', accounts],
      ['invalid', accounts],
      ['flaky', accounts],
      ['unlucky', accounts],
      ['throws', owners],
      ['keyless', owners],
      ['flaky', owners],
      ['unlucky', owners],
    ];
    // Others have no limit for a row, or another.
    return store === 'dynamodb' ? [...hows, ['large', accounts] as const, ['large', owners] as const] : hows;
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
