// Rejections: what is inferred of them, and mistakes that must not compile, in the manner of mistakes.types.ts.
import { defineAggregate, object, type RejectionCodeOf, type RejectionOf, reject } from 'serverless-event-sourcing-runtime';
import { testing } from 'serverless-event-sourcing-runtime/testing';

const n = { type: 'number' } as const;
const payload = object({ n });
const declined = object({ code: { enum: ['too-much', 'too-little'] }, details: object({ most: n }) });

const Counter = defineAggregate({
  name: 'Counter',
  initialState: () => ({ n: 0, most: 0 }),
  events: { Added: object({ n }), Declined: declined, Noted: object({ code: { type: 'string' }, message: { type: 'string' } }) },
  evolve: {
    Added: (state, { data }) => ({ ...state, n: state.n + data.n }),
    Declined: (state, { data }) => {
      const code: 'too-much' | 'too-little' = data.code;
      return { ...state, most: data.details.most + code.length };
    },
    Noted: (state) => state,
  },
  commands: {
    Add: { emits: 'Added' },
    Take: { payload, records: 'Declined' },
    Note: { payload, records: 'Noted', deletes: true },
    Free: { payload },
    Never: { payload },
  },
  decide: {
    Take: (state, { n: asked }) =>
      asked > state.n ? reject('too-much', undefined, { most: state.n }) : { type: 'Added', data: { n: -asked } },
    Note: () => reject('noted', 'It is noted.'),
    Free: (state, { n: asked }) => {
      if (asked === 0) return [];
      if (asked === 1) return reject('one');
      if (asked === 2) return reject('two', 'Two are too few.');
      if (asked === 3) return reject('two', 'Three are too few.', { least: [asked] });
      return [{ type: 'Added', data: { n: state.n } }];
    },
    Never: (state) => ({ type: 'Added', data: { n: state.n } }),
  },
});
const Door = defineAggregate({
  name: 'Door',
  initialState: () => ({}),
  events: { Opened: object({}) },
  evolve: { Opened: (state) => state },
  commands: { Open: { emits: 'Opened' } },
});
const Loose = defineAggregate({
  name: 'Loose',
  initialState: () => ({}),
  events: { Opened: object({}) },
  evolve: { Opened: (state) => state },
  commands: { Open: { payload: object({ why: { type: 'string' } }) } },
  decide: { Open: (_, { why }) => reject(why) },
});

// What is right compiles, and its types are those of the calls of reject.
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Told<Code extends string> = Extract<RejectionOf<typeof Counter>, { code: Code }>;
export const same: readonly true[] = [
  true satisfies Same<RejectionCodeOf<typeof Counter>, 'too-much' | 'noted' | 'one' | 'two'>,
  true satisfies Same<RejectionCodeOf<typeof Door>, never>,
  true satisfies Same<RejectionCodeOf<typeof Loose>, string>,
  true satisfies Same<Told<'too-much'>['details'], { most: number }>,
];
const { given } = testing(Counter);
const taken = given([{ type: 'Declined', data: { code: 'too-little', details: { most: 1 } } }]).when({ command: 'Take', data: { n: 1 } });
export const promises: readonly Promise<void>[] = [
  taken.thenRejected('too-much', { most: 1 }),
  taken.thenRejected('two', { least: [3] }),
  taken.thenRecorded({ type: 'Declined', data: { code: 'too-much', details: { most: 1 } } }),
  taken.thenRecorded({ type: 'Noted', data: { code: 'noted', message: 'It is noted.' } }),
  testing(Loose)
    .given()
    .when({ command: 'Open', data: { why: 'so' } })
    .thenRejected('so'),
];

// @ts-expect-error a code that nothing is rejected with
taken.thenRejected('too-little');
// @ts-expect-error details of another rejection
taken.thenRejected('too-much', { least: [1] });
// @ts-expect-error a record as an event that records nothing
taken.thenRecorded({ type: 'Added', data: { n: 1 } });
// @ts-expect-error a record whose data is wrong
taken.thenRecorded({ type: 'Declined', data: { code: 'too-much' } });
// @ts-expect-error a code of an aggregate that rejects nothing
testing(Door).given().when({ command: 'Open', data: {} }).thenRejected('shut');

const base = {
  name: 'Counter',
  initialState: () => ({ n: 0 }),
  events: { Added: object({ n }), Declined: declined },
  evolve: { Added: (state: { n: number }) => state, Declined: (state: { n: number }) => state },
} as const;
const commands = { Take: { payload, records: 'Declined' } } as const;

// @ts-expect-error a record as an event that is not there
defineAggregate({ ...base, commands: { Take: { payload, records: 'Decline' } }, decide: { Take: () => [] } });
// @ts-expect-error a record of a command that emits its payload
defineAggregate({ ...base, commands: { Take: { emits: 'Added', records: 'Declined' } } });
// @ts-expect-error a record on a stream that is not there yet
defineAggregate({ ...base, commands: { Take: { payload, creates: true, records: 'Declined' } }, decide: { Take: () => [] } });
// @ts-expect-error a rejection whose code the recorded event does not allow
defineAggregate({ ...base, commands, decide: { Take: () => reject('no', 'No.', { most: 1 }) } });
// @ts-expect-error a rejection without the details that the recorded event has
defineAggregate({ ...base, commands, decide: { Take: () => reject('too-much') } });
// @ts-expect-error a rejection with details that the recorded event does not allow
defineAggregate({ ...base, commands, decide: { Take: () => reject('too-much', 'No.', { most: 'one' }) } });
