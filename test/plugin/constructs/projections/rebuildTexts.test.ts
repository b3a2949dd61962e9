import { expect } from 'chai';
import type { RebuildStatus } from 'serverless-event-sourcing-runtime/model';
import { rowsText } from '../../../../plugin/src/constructs/projections/rebuildTexts.js';

const filling: RebuildStatus = {
  id: 'r',
  slot: 'b',
  phase: 'filling',
  abandoned: false,
  started: '2026-03-04T05:06:07.000Z',
  commits: 1200,
  events: 900,
  total: 20_000,
  rate: 350.4,
  secondsLeft: 75,
  parked: 0,
  heldUntil: '2026-03-04T05:16:07.000Z',
};
const { heldUntil: _, ...alone } = filling;
const { rate: _rate, secondsLeft: _left, ...unknown } = filling;

describe('the slots of a projection, as status tells them', () => {
  const begins = 'slot a is read; rebuild into slot b since 2026-03-04T05:06:07.000Z: ';
  const switched = { read: 'b', rebuild: { ...filling, phase: 'switched' } } as const;
  const cases: readonly [string, Parameters<typeof rowsText>[1], string][] = [
    ['none', { read: 'b' }, 'slot b is read'],
    ['under way', { read: 'a', rebuild: filling }, `${begins}1200 of some 20000 commits, 900 events, 350 events a second, 1 min left`],
    ['not begun', { read: 'a', rebuild: unknown }, `${begins}1200 of some 20000 commits, 900 events`],
    [
      'left alone, with parked streams',
      { read: 'a', rebuild: { ...alone, parked: 2 } },
      `${begins}1200 of some 20000 commits, 900 events, 350 events a second, 1 min left, 2 streams parked in its rows; nobody is at it, 'rebuild --projection catalogue' goes on with it`,
    ],
    ['beginning', { read: 'a', rebuild: { ...filling, phase: 'beginning' } }, `${begins}the slot is being emptied`],
    ['given up', { read: 'a', rebuild: { ...filling, phase: 'ending', abandoned: true } }, `${begins}given up, its rows are being removed`],
    ['switched', switched, `${begins.replace('slot a is', 'slot b is')}the new rows are read, both are written`],
    [
      'ending',
      { read: 'b', rebuild: { ...filling, phase: 'ending' } },
      `${begins.replace('slot a is', 'slot b is')}the new rows are read, the old ones are being removed`,
    ],
  ];
  for (const [what, rows, text] of cases) {
    it(`name what a rebuild is at: ${what}`, () => expect(rowsText('catalogue', rows)).to.equal(text));
  }
});
