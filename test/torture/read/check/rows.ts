import { isDeepStrictEqual } from 'node:util';
import type { StoredCommit } from '../../check/timeline.js';
import type { Evidence, RowsFound } from './evidence.js';
import type { Problem } from './problem.js';
import { sequenceProblems } from './sequence.js';
import { fieldsOf, idOf, type Seen, seenBy, versioned } from './streams.js';

/** Rows that are not the fold of the events: of events that are missing in them, in twice, or in each other's place; or of anything else. */
export function wrongRows(evidence: Evidence): readonly Problem[] {
  return evidence.rows.flatMap((found) => {
    const streams = seenBy(evidence, found.consumer, ['Account']);
    return [...(found.kind === 'accounts' ? wrongAccounts(found, streams) : wrongOwners(found, streams)), ...leftovers(found)];
  });
}

/** Where there is no rebuild, the slot that is not read is empty: the next one would take what is there for its own. */
const leftovers = ({ consumer, leftovers }: RowsFound): readonly Problem[] =>
  leftovers.map((key) => ({ kind: 'rowsWrong', where: `${consumer} ${key}`, text: 'is in the slot that is not read' }));

/** The account's row, written a second time, from the words of `readers.ts` and not from its code. */
type AccountRow = { id: string; owner: string; balance: number; seen: number[] };

function accountRow(stream: string, commits: readonly StoredCommit[]): AccountRow | null {
  let row: AccountRow | null = null;
  for (const { version, event } of commits.flatMap(versioned)) {
    const { amount, owner } = fieldsOf(event.data);
    const before: AccountRow = row ?? { id: idOf(stream), owner: '', balance: 0, seen: [] };
    if (event.type === 'Opened' || event.type === 'Deposited') {
      row = { ...before, owner: String(owner), balance: before.balance + Number(amount), seen: [...before.seen, version] };
    }
    if (event.type === 'Emptied') row = null;
    if (event.type === 'Closed' && row) row = { ...row, seen: [...row.seen, version] };
  }
  return row;
}

function wrongAccounts({ consumer, rows }: RowsFound, streams: readonly Seen[]): readonly Problem[] {
  const known = new Set(streams.map(({ stream }) => idOf(stream)));
  const strangers = [...rows.keys()].filter((key) => !known.has(key));
  return [
    ...strangers.map((key): Problem => ({ kind: 'rowsWrong', where: `${consumer} ${key}`, text: 'no stream feeds this row' })),
    ...streams.flatMap(({ stream, effective, end }) => {
      const where = `${consumer} ${stream}`;
      const found = rows.get(idOf(stream));
      const expected = accountRow(stream, effective);
      return [
        ...sequenceProblems(where, expected?.seen ?? [], numbersIn(fieldsOf(found?.row).seen)),
        ...differences(where, expected, found?.row ?? null),
        ...positionProblems(where, end, found?.position),
      ];
    }),
  ];
}

type OwnerRow = { balance: number; seen: Record<string, number[]> };

function ownerRows(streams: readonly Seen[]): ReadonlyMap<string, OwnerRow> {
  const rows = new Map<string, OwnerRow>();
  for (const { stream, effective } of streams) {
    for (const { version, event } of effective.flatMap(versioned)) {
      if (event.type !== 'Opened' && event.type !== 'Deposited') continue;
      const { amount, owner } = fieldsOf(event.data);
      const row = rows.get(String(owner)) ?? { balance: 0, seen: {} };
      const id = idOf(stream);
      row.balance += Number(amount);
      row.seen[id] = [...(row.seen[id] ?? []), version];
      rows.set(String(owner), row);
    }
  }
  return rows;
}

function wrongOwners({ consumer, rows, positions }: RowsFound, streams: readonly Seen[]): readonly Problem[] {
  const expected = ownerRows(streams);
  const owners = [...new Set([...rows.keys(), ...expected.keys()])];
  return [
    ...owners.flatMap((owner) => {
      const where = `${consumer} ${owner}`;
      const row = rows.get(owner)?.row ?? null;
      const [wanted, found] = [expected.get(owner)?.seen ?? {}, fieldsOf(fieldsOf(row).seen)];
      const accounts = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
      return [
        ...accounts.flatMap((id) => sequenceProblems(`${where} Account/${id}`, wanted[id] ?? [], numbersIn(found[id]))),
        ...differences(where, expected.get(owner) ?? null, row),
      ];
    }),
    ...streams.flatMap(({ stream, end }) => positionProblems(`${consumer} ${stream}`, end, positions.get(stream))),
  ];
}

function differences(where: string, expected: unknown, found: unknown): readonly Problem[] {
  if (isDeepStrictEqual(found, expected)) return [];
  return [{ kind: 'rowsWrong', where, text: `the row is ${JSON.stringify(found)}, the fold ${JSON.stringify(expected)}` }];
}

/** A position that is behind or ahead repeats or skips what comes. */
function positionProblems(where: string, expected: number, found = 0): readonly Problem[] {
  if (found === expected) return [];
  return [{ kind: 'rowsWrong', where, text: `the position is ${found}, though the consumer is past version ${expected}` }];
}

const numbersIn = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map(Number) : []);
