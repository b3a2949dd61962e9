import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const n = { type: 'number' } as const;
const A = defineAggregate({
  name: 'Counter',
  initialState: () => ({ n: 0, list: [] as string[] }),
  events: { Added: object({ n }), Declined: object({ code: { enum: ['too-much', 'too-little'] }, details: object({ most: n }) }) },
  evolve: { Added: (s, { data }) => ({ ...s, n: s.n + data.n }), Declined: (s, { data }) => ({ ...s, n: data.details.most }) },
  commands: {
    Add: { emits: 'Added', diff: ['n'] },
    Take: { payload: object({ n }), records: 'Declined' },
    Free: { payload: object({ n }) },
  },
  decide: {
    Take: (s, { n }) => (n > s.n ? reject('too-much', 'No', { most: s.n }) : { type: 'Added', data: { n: -n } }),
    Free: (s, { n }) => {
      if (n === 0) return [];
      if (n === 1) return reject('one');
      if (n === 2) return reject('two', 'msg');
      return [{ type: 'Added', data: { n: s.n } }];
    },
  },
});

import type { RejectionCodeOf, RejectionOf } from 'serverless-event-sourcing-runtime';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const same: Same<RejectionCodeOf<typeof A>, 'too-much' | 'one' | 'two'> = true;
export const det: Same<Extract<RejectionOf<typeof A>, { code: 'too-much' }>['details'], { most: number }> = true;
