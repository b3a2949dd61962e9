import { expect } from 'chai';
import { fulfilmentName } from '../domain.js';
import { auditName, outboxName, receiversName } from '../readers.js';
import { check } from './check.js';
import { cleanEvidence, deposited, stored } from './cleanEvidence.js';
import type { Evidence } from './evidence.js';
import { parkedInVain } from './parked.js';
import { lackedUnswept } from './unswept.js';

type Clean = ReturnType<typeof cleanEvidence>;

const kindsOf = (evidence: Evidence) => [...new Set(check(evidence).map(({ kind }) => kind))].sort();

/** The clean evidence, changed. */
const changed = (change: (evidence: Clean) => Evidence | undefined): Evidence => {
  const evidence = cleanEvidence();
  return change(evidence) ?? evidence;
};

const log = (evidence: Clean, consumer: string) => evidence.logs.get(consumer) ?? [];

function without(addresses: string[], address: string): undefined {
  for (let at = addresses.indexOf(address); at !== -1; at = addresses.indexOf(address)) addresses.splice(at, 1);
}

function set({ rows }: Clean, which: 0 | 1, key: string, row: unknown, position = 6): undefined {
  rows[which]?.rows.set(key, { position, row });
}

describe("the read side's checker", () => {
  it('finds nothing where all is well', () => {
    expect(check(cleanEvidence())).to.deep.equal([]);
  });

  it('finds nothing where what was parked was taken after it was mended', () => {
    const evidence = changed((clean) => {
      log(clean, auditName).push('Account/b@2', 'Account/b@4');
      return { ...clean, mended: true, parked: [] };
    });

    expect(check(evidence)).to.deep.equal([]);
  });

  it('finds nothing where what was parked was discarded and the rest was taken', () => {
    const evidence = changed((clean) => {
      log(clean, auditName).push('Account/b@4');
      return { ...clean, mended: true, parked: [], discarded: [{ consumer: auditName, stream: 'Account/b', version: 2 }] };
    });

    expect(check(evidence)).to.deep.equal([]);
  });

  it('lets wait less than there is where a commit was never delivered', () => {
    const parked = (last: number) => [{ consumer: auditName, stream: 'Account/b', version: 2, last }];

    expect(kindsOf(changed((clean) => ({ ...clean, parked: parked(3) })))).to.deep.equal(['parkedWrong']);
    expect(kindsOf(changed((clean) => ({ ...clean, parked: parked(3), lost: new Set(['Account/b@4']) })))).to.deep.equal([]);
  });

  const row = { id: 'a', owner: 'ann', balance: 11, seen: [5, 6] };
  const faults: readonly {
    readonly what: string;
    readonly kinds: readonly string[];
    readonly change: (clean: Clean) => Evidence | undefined;
  }[] = [
    {
      what: 'an event that a row was not folded of',
      kinds: ['missing', 'rowsWrong'],
      change: (e) => set(e, 0, 'a', { ...row, balance: 5, seen: [5] }),
    },
    {
      what: 'an event that a row was folded of twice',
      kinds: ['doubled', 'rowsWrong'],
      change: (e) => set(e, 0, 'a', { ...row, balance: 17, seen: [5, 6, 6] }),
    },
    {
      what: 'two events that changed places',
      kinds: ['outOfOrder', 'rowsWrong'],
      change: (e) => set(e, 0, 'a', { ...row, seen: [6, 5] }),
    },
    { what: 'a row with another sum', kinds: ['rowsWrong'], change: (e) => set(e, 0, 'a', { ...row, balance: 12 }) },
    { what: 'a row that is gone', kinds: ['missing', 'rowsWrong'], change: (e) => set(e, 0, 'a', null) },
    { what: 'a row in the slot that is not read', kinds: ['rowsWrong'], change: (e) => void e.rows[0]?.leftovers.push('a') },
    { what: 'a row that nothing feeds', kinds: ['rowsWrong'], change: (e) => set(e, 0, 'z', row) },
    { what: 'a row whose position is ahead', kinds: ['rowsWrong'], change: (e) => set(e, 0, 'a', row, 7) },
    {
      what: 'an event that a row of many streams lacks',
      kinds: ['missing', 'rowsWrong'],
      change: (e) => set(e, 1, 'bob', { balance: 8, seen: { a: [2, 3], b: [1, 2] } }),
    },
    {
      what: 'an event that a row of many streams has twice',
      kinds: ['doubled', 'rowsWrong'],
      change: (e) => set(e, 1, 'ann', { balance: 18, seen: { a: [1, 5, 6, 6] } }),
    },
    {
      what: 'events of one stream that changed places in a row of many',
      kinds: ['outOfOrder', 'rowsWrong'],
      change: (e) => set(e, 1, 'bob', { balance: 11, seen: { a: [3, 2], b: [1, 2, 4] } }),
    },
    { what: 'a position that is behind its rows', kinds: ['rowsWrong'], change: (e) => void e.rows[1]?.positions.set('Account/a', 5) },
    { what: 'an event that was never published', kinds: ['missing'], change: (e) => without(log(e, auditName), 'Account/a@5') },
    {
      what: 'an event that was published behind a later one',
      kinds: ['outOfOrder'],
      change: (e) => {
        without(log(e, auditName), 'Account/a@5');
        log(e, auditName).push('Account/a@5');
        return undefined;
      },
    },
    {
      what: 'an event that receivers were never told of',
      kinds: ['missing'],
      change: (e) => without(log(e, receiversName), 'Account/a@3'),
    },
    {
      what: 'an event that was published though it waits',
      kinds: ['parkedWrong'],
      change: (e) => void log(e, auditName).push('Account/b@4'),
    },
    { what: 'poison that is not parked', kinds: ['parkedWrong'], change: (e) => ({ ...e, parked: [] }) },
    {
      what: 'an innocent that is parked',
      kinds: ['parkedWrong'],
      change: (e) => void e.parked.push({ consumer: receiversName, stream: 'Account/b', version: 2, last: 4 }),
    },
    {
      what: 'poison that is parked at another commit',
      kinds: ['parkedWrong'],
      change: (e) => ({ ...e, parked: [{ consumer: auditName, stream: 'Account/b', version: 4, last: 4 }] }),
    },
    {
      what: 'what is parked still though all is mended',
      kinds: ['parkedWrong'],
      change: (e) => {
        log(e, auditName).push('Account/b@2', 'Account/b@4');
        return { ...e, mended: true };
      },
    },
    { what: 'an event that a process did not get', kinds: ['missing'], change: (e) => drop(e, 'Fulfilment/1', 7) },
    {
      what: 'an event that a process got twice',
      kinds: ['doubled'],
      change: (e) => void e.commits.push(stored('Fulfilment/1', 9, [{ type: 'EventReceived', data: { version: 3 } }])),
    },
    {
      what: 'a command that took effect twice',
      kinds: ['doubled'],
      change: (e) => void e.commits.push(stored('Item/chair', 3, [{ type: 'Reserved', data: { order: '1', line: 0 } }], 'Fulfilment/1@2')),
    },
    { what: 'a command that was accepted and took no effect', kinds: ['missing'], change: (e) => drop(e, 'Item/chair', 2) },
    {
      what: 'a command that was refused and took effect',
      kinds: ['doubled'],
      change: (e) => replace(e, 'Fulfilment/1', 6, { type: 'CommandRejected', data: { issued: 5 } }),
    },
    { what: 'a command without an outcome', kinds: ['missing'], change: (e) => drop(e, 'Fulfilment/1', 6) },
    {
      what: 'an outcome that was recorded twice',
      kinds: ['doubled'],
      change: (e) => void e.commits.push(stored('Fulfilment/1', 9, [{ type: 'CommandAccepted', data: { issued: 5 } }])),
    },
    {
      what: 'a deadline that has no end',
      kinds: ['missing'],
      change: (e) => replace(e, 'Fulfilment/1', 7, { type: 'EventReceived', data: { version: 3 } }),
    },
    {
      what: 'an order that is neither confirmed nor cancelled',
      kinds: ['missing'],
      change: (e) => replace(e, 'Order/1', 2, { type: 'OrderRenamed', data: {} }),
    },
    {
      what: 'a process that goes on behind its poison',
      kinds: ['parkedWrong'],
      change: (e) => {
        const poisoned = { type: 'OrderPlaced', data: { lines: [], poison: `throws ${fulfilmentName}` } };
        replace(e, 'Order/1', 1, poisoned);
        e.parked.push({ consumer: fulfilmentName, stream: 'Order/1', version: 1, last: 3 });
        return undefined;
      },
    },
  ];
  for (const { what, kinds, change } of faults) {
    it(`finds ${what}`, () => {
      expect(kindsOf(changed(change))).to.deep.equal([...kinds].sort());
    });
  }

  it('finds what is parked at a commit that took effect', () => {
    const evidence = cleanEvidence();
    expect(parkedInVain(evidence)).to.deep.equal([]);
    evidence.bookmarks.get(auditName)?.set('Account/b', 2);

    expect(parkedInVain(evidence).map(({ kind }) => kind)).to.deep.equal(['parkedWrong']);
  });

  it('finds what was delivered and is in no row, or was not published, before anybody has swept', () => {
    const evidence = cleanEvidence();
    expect(lackedUnswept(evidence)).to.deep.equal([]);
    set(evidence, 0, 'a', { ...row, balance: 0, seen: [] }, 4);
    evidence.rows[1]?.positions.delete('Account/b');

    without(log(evidence, outboxName), 'Account/b@4');

    expect(lackedUnswept(evidence).map(({ kind, where }) => `${kind} ${where}`)).to.deep.equal([
      'missing projections/accounts-memory Account/a',
      'missing projections/owners-memory Account/b',
      'missing publishers/outbox Account/b',
    ]);
  });

  it('does not expect in a row what was never delivered, or is parked, before anybody has swept', () => {
    const evidence = cleanEvidence();
    set(evidence, 0, 'a', { ...row, balance: 0, seen: [] }, 4);
    evidence.rows[1]?.positions.delete('Account/b');
    evidence.parked.push({ consumer: 'projections/owners-memory', stream: 'Account/b', version: 1, last: 4 });

    without(log(evidence, outboxName), 'Account/a@6');

    expect(lackedUnswept({ ...evidence, lost: new Set(['Account/a@5']) })).to.deep.equal([]);
  });

  it('does not expect receivers to have been told of a note that was never delivered, before anybody has swept', () => {
    const evidence = cleanEvidence();
    evidence.commits.push(stored('Account/a', 7, [{ type: 'Noted', data: {} }]));
    set(evidence, 0, 'a', row, 7);
    evidence.rows[1]?.positions.set('Account/a', 7);

    expect(lackedUnswept(evidence).map(({ where }) => where)).to.deep.equal(['receivers Account/a']);
    expect(lackedUnswept({ ...evidence, lost: new Set(['Account/a@7']) })).to.deep.equal([]);
  });

  it('does not take what fails for a while for poison', () => {
    const evidence = cleanEvidence();
    log(evidence, outboxName).push('Account/a@7');
    evidence.commits.push(stored('Account/a', 7, [deposited('ann', 1, `unlucky ${auditName}`)]));
    set(evidence, 0, 'a', { ...row, balance: 12, seen: [5, 6, 7] }, 7);
    set(evidence, 1, 'ann', { balance: 13, seen: { a: [1, 5, 6, 7] } });
    evidence.rows[1]?.positions.set('Account/a', 7);
    for (const consumer of [auditName, receiversName]) log(evidence, consumer).push('Account/a@7');

    expect(check(evidence)).to.deep.equal([]);
  });
});

function drop({ commits }: Clean, stream: string, version: number): undefined {
  const at = commits.findIndex((each) => each.stream === stream && each.version === version);
  if (at === -1) throw new Error(`There is no ${stream}@${version}.`);
  commits.splice(at, 1);
}

function replace({ commits }: Clean, stream: string, version: number, event: Clean['commits'][number]['events'][number]): undefined {
  const at = commits.findIndex((each) => each.stream === stream && each.version === version);
  const commit = commits[at];
  if (!commit) throw new Error(`There is no ${stream}@${version}.`);
  commits[at] = { ...commit, last: version, events: [event] };
}
