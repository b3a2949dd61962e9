import type { StoredCommit } from '../../check/timeline.js';
import { fulfilmentName } from '../domain.js';
import { auditName, outboxName, receiversName } from '../readers.js';
import type { Evidence, RowFound } from './evidence.js';

type Event = StoredCommit['events'][number];

/** A commit as the table has it. */
export function stored(stream: string, version: number, events: readonly Event[], causationId = ''): StoredCommit {
  const [commandId, metadata] = [`${stream}@${version}`, causationId === '' ? {} : { actor: fulfilmentName }];
  const facts = { command: 'Test', closes: false, at: '2026-01-01T00:00:00.000Z', correlationId: commandId, causationId, metadata };
  return { stream, version, last: version + events.length - 1, events, commandId, ...facts };
}

export const deposited = (owner: string, amount: number, poison = ''): Event => ({ type: 'Deposited', data: { owner, amount, poison } });

const issued = (aggregate: string, id: string, command: string, data: object = {}): Event => ({
  type: 'CommandIssued',
  data: { aggregate, id, command, data, key: 'key' },
});
const accepted = (issued: number, version: number): Event => ({ type: 'CommandAccepted', data: { issued, version } });
const received = (version: number): Event => ({ type: 'EventReceived', data: { aggregate: 'Order', aggregateId: '1', version } });

/** An order that was placed, confirmed and paid, and what its process did. */
const order: readonly StoredCommit[] = [
  stored('Order/1', 1, [{ type: 'OrderPlaced', data: { lines: [{ item: 'chair', quantity: 2 }], poison: '' } }]),
  stored('Order/1', 2, [{ type: 'OrderConfirmed', data: {} }], 'Fulfilment/1@5'),
  stored('Order/1', 3, [{ type: 'OrderPaid', data: {} }]),
  stored('Item/chair', 1, [{ type: 'Stocked', data: { quantity: 9 } }]),
  stored('Item/chair', 2, [{ type: 'Reserved', data: { order: '1', line: 0, quantity: 2 } }], 'Fulfilment/1@2'),
  stored('Fulfilment/1', 1, [received(1), issued('Item', 'chair', 'Reserve'), { type: 'DeadlineSet', data: { deadline: 'payment' } }]),
  stored('Fulfilment/1', 4, [accepted(2, 2), issued('Order', '1', 'ConfirmOrder')]),
  stored('Fulfilment/1', 6, [accepted(5, 2)]),
  stored('Fulfilment/1', 7, [received(3), { type: 'DeadlineCancelled', data: { deadline: 'payment', set: 3 } }]),
];

const account = (id: string, owner: string, balance: number, seen: readonly number[], position: number): readonly [string, RowFound] => [
  id,
  { position, row: { id, owner, balance, seen } },
];

/** A small run, written by hand, that left nothing wrong. In `b`, version 2 is poison to the publisher. */
export function cleanEvidence() {
  const evidence = {
    commits: [
      stored('Account/a', 1, [{ type: 'Opened', data: { owner: 'ann', amount: 1, poison: '' } }]),
      stored('Account/a', 2, [deposited('bob', 2), deposited('bob', 3)]),
      stored('Account/a', 4, [{ type: 'Emptied', data: {} }]),
      stored('Account/a', 5, [deposited('ann', 5), deposited('ann', 6)]),
      stored('Account/b', 1, [{ type: 'Opened', data: { owner: 'bob', amount: 1, poison: '' } }]),
      stored('Account/b', 2, [deposited('bob', 2, `throws ${auditName}`)]),
      stored('Account/b', 3, [{ type: 'Noted', data: {} }]),
      stored('Account/b', 4, [deposited('bob', 3)]),
      ...order,
    ],
    rows: [
      {
        consumer: 'projections/accounts-memory',
        kind: 'accounts' as const,
        rows: new Map<string, RowFound>([account('a', 'ann', 11, [5, 6], 6), account('b', 'bob', 6, [1, 2, 4], 4)]),
        positions: new Map<string, number>(),
        leftovers: [] as string[],
      },
      {
        consumer: 'projections/owners-memory',
        kind: 'owners' as const,
        rows: new Map<string, RowFound>([
          ['ann', { position: 2, row: { balance: 12, seen: { a: [1, 5, 6] } } }],
          ['bob', { position: 4, row: { balance: 11, seen: { a: [2, 3], b: [1, 2, 4] } } }],
        ]),
        positions: new Map([
          ['Account/a', 6],
          ['Account/b', 4],
        ]),
        leftovers: [] as string[],
      },
    ],
    logs: new Map<string, string[]>([
      // Some of it twice.
      [auditName, ['Account/a@1', 'Account/a@2', 'Account/a@3', 'Account/b@1', 'Account/a@2', 'Account/a@3', 'Account/a@4', 'Account/a@5']],
      [receiversName, ['Account/b@1', 'Account/b@2', 'Account/b@3', 'Account/b@4']],
    ]),
    bookmarks: new Map([[auditName, new Map([['Account/b', 1]])]]),
    parked: [{ consumer: auditName, stream: 'Account/b', version: 2, last: 4 }],
    discarded: [],
    lost: new Set<string>(),
    mended: false,
  };
  evidence.logs.get(auditName)?.push('Account/a@6', 'Order/1@1', 'Order/1@2', 'Order/1@3');
  evidence.logs
    .get(receiversName)
    ?.push(...[1, 2, 3, 4, 5, 6].map((version) => `Account/a@${version}`), 'Order/1@1', 'Order/1@2', 'Order/1@3');
  const versions: readonly (readonly [string, readonly number[]])[] = [
    ['Account/a', [1, 2, 3, 4, 5, 6]],
    ['Account/b', [1, 2, 4]],
    ['Order/1', [1, 2, 3]],
  ];
  evidence.logs.set(
    outboxName,
    versions.flatMap(([stream, own]) => own.map((version) => `${stream}@${version}`)),
  );
  return evidence satisfies Evidence;
}
