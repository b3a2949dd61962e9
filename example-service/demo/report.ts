import type { Counts } from './counts.js';
import type { ExpectedItem } from './expectedItems.js';
import { describe, type Mismatch } from './mismatch.js';

/** What a demo came to. */
export type Report = {
  readonly counts: Counts;
  /** From the first command to the last answer. */
  readonly seconds: number;
  /** The longest that the catalogue took to show an accepted event, in seconds. */
  readonly slowest: number;
  readonly items: readonly ExpectedItem[];
  readonly mismatches: readonly Mismatch[];
};

/** For programs. */
export const jsonOf = ({ counts, seconds }: Report): string => JSON.stringify({ ...counts, seconds });

/** For people. */
export function tableOf({ counts, seconds, slowest, items }: Report): string {
  const retired = items.filter((item) => item.retired).length;
  const rows: [name: string, value: string, remark?: string][] = [
    ['commands', `${counts.commands}`, `in ${seconds} s`],
    ['accepted', `${counts.accepted}`],
    ['rejected', `${counts.rejected}`],
    ['duplicates', `${counts.duplicates}`, 'answered as the first time'],
    ['conflicts', `${counts.conflicts}`],
    ['items', `${items.length}`, `${retired} of them retired`],
    ['slowest row', `${slowest} s`, 'from an accepted command to the catalogue'],
  ];
  return rows.map(([name, value, remark = '']) => `  ${name.padEnd(12)}${value.padStart(8)}  ${remark}`.trimEnd()).join('\n');
}

/** More than this is one fault, told many times. */
const mostShown = 20;

/** The mismatches, one a line. */
export function failuresOf(mismatches: readonly Mismatch[]): string {
  const left = mismatches.length - mostShown;
  const shown = mismatches.slice(0, mostShown).map((mismatch) => `  ${describe(mismatch)}`);
  return [`${mismatches.length} not as expected:`, ...shown, ...(left > 0 ? [`  and ${left} more`] : [])].join('\n');
}
