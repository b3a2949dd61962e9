import {
  createSignals,
  defineProjection,
  definePublisher,
  eventAddress,
  object,
  type Publisher,
  type Signals,
  type StoredEvent,
} from '../../../runtime/src/index.js';
import { Account, fulfilmentName, Order } from './domain.js';
import { through, userCode } from './gate.js';
import type { Poison } from './poison.js';
import type { FoldFault } from './sabotage.js';
import type { RowKeeper } from './storage.js';

const whole = { type: 'integer' } as const;
const text = { type: 'string' } as const;

/** Names of the consumers of a store. */
export const accountsName = (store: string) => `accounts-${store}`;
export const ownersName = (store: string) => `owners-${store}`;
export const inlineName = (store: string) => `inline-${store}`;
export const auditName = 'publishers/audit';
/** A publisher in a function of its own. */
export const outboxName = 'publishers/outbox';
export const receiversName = 'receivers';

/** Whom money is deposited for. */
export const owners: readonly string[] = Array.from({ length: 12 }, (_, index) => `owner-${index}`);

/** All consumers, where rows are in these stores. */
export const consumerNames = (keepers: readonly RowKeeper[]): readonly string[] => [
  ...projectionNames(keepers).map((name) => `projections/${name}`),
  ...[auditName, receiversName, fulfilmentName, outboxName],
];

export const projectionNames = (keepers: readonly RowKeeper[]): readonly string[] =>
  keepers.flatMap(({ store, inline, unshared }) => [
    accountsName(store),
    ...(unshared ? [] : [ownersName(store)]),
    ...(inline ? [inlineName(store)] : []),
  ]);

/** More than an item of DynamoDB holds. */
const tooLong = 'x'.repeat(500_000);

/** Wrong on purpose, where the row of an event is poison. */
function spoiled<Row extends { readonly note?: string; readonly balance: number }>(row: Row, how: ReturnType<Poison['of']>): Row {
  if (how === 'large') return { ...row, note: tooLong };
  return how === 'invalid' ? { ...row, balance: 0.5 } : row;
}

/** A row for each account. It has the versions that it was folded of, in order: what was dropped, doubled or swapped shows. */
export function accountsNamed(name: string, poison: Poison, fault: FoldFault, { inline = false } = {}) {
  type Row = { readonly id: string; readonly owner: string; readonly balance: number; readonly seen: number[] };
  const fold = (row: Row | undefined, { aggregateId: id, version, data }: StoredEvent<string, { amount: number; owner: string }>): Row => ({
    id,
    owner: data.owner,
    balance: (row?.balance ?? 0) + data.amount,
    seen: [...(row?.seen ?? []), version],
  });
  const change = (row: Row | undefined, event: StoredEvent<string, { amount: number; owner: string }>): Row | undefined => {
    poison.strike(`projections/${name}`, eventAddress(event), event.data);
    const how = poison.of(`projections/${name}`, event.data);
    const next = fault(row, event, fold);
    return next && spoiled(next, how);
  };
  return defineProjection({
    name,
    ...(inline ? { inline: true as const } : {}),
    from: [Account],
    row: object({ id: text, owner: text, balance: whole, seen: { type: 'array', items: whole }, note: text }, { optional: ['note'] }),
    evolve: {
      Opened: change,
      Deposited: change,
      Emptied: () => null,
      Closed: (row, { version }) => row && { ...row, seen: [...row.seen, version] },
    },
  });
}

/** A row for each owner, fed by the accounts that deposits name: what of each account it was folded of, in order. */
export function ownersIn(store: string, poison: Poison) {
  const name = ownersName(store);
  const consumer = `projections/${name}`;
  type Row = { readonly balance: number; readonly seen: { [account: string]: number[] } };
  const change = (row: Row | undefined, event: StoredEvent<string, { amount: number; owner: string }>): Row => {
    const { aggregateId, version, data } = event;
    poison.strike(consumer, eventAddress(event), data);
    const next = {
      balance: (row?.balance ?? 0) + data.amount,
      seen: { ...row?.seen, [aggregateId]: [...(row?.seen[aggregateId] ?? []), version] },
    };
    return spoiled(next, poison.of(consumer, data));
  };
  return defineProjection({
    name,
    from: [Account],
    row: object(
      { balance: whole, seen: { type: 'object', additionalProperties: { type: 'array', items: whole } }, note: text },
      { optional: ['note'] },
    ),
    key: (event) => {
      if (event.type !== 'Opened' && event.type !== 'Deposited') return null;
      return poison.of(consumer, event.data) === 'keyless' ? '' : event.data.owner;
    },
    commutes: true,
    evolve: { Opened: change, Deposited: change },
  });
}

/** Publishes all but notes. */
export const publisherOf = (name: string, poison: Poison): Publisher => {
  const consumer = `publishers/${name}`;
  const told = (event: StoredEvent) => {
    poison.strike(consumer, eventAddress(event), event.data);
    return { type: event.type, data: { poison: poison.of(consumer, event.data) ?? '' } };
  };
  return definePublisher({
    name,
    from: [Account, Order],
    map: {
      ...{ Opened: told, Deposited: told, Noted: () => undefined, Emptied: told, Closed: told },
      ...{ OrderPlaced: told, OrderConfirmed: told, OrderPaid: told, OrderCancelled: told },
    },
  });
};

/** Receivers that write down what they are told. */
export function receiversOf(poison: Poison, told: (address: string) => void): Signals {
  const signals = createSignals();
  signals.on('eventPostSave', async ({ events }) => {
    for (const event of events) poison.strike(receiversName, eventAddress(event), event.data);
    await through(userCode, async () => {
      for (const event of events) told(eventAddress(event));
    });
  });
  return signals;
}
