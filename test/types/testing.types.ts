// Mistakes in a scenario that must not compile, in the manner of mistakes.types.ts.
import { defineAggregate, defineProjection, object, reject } from 'serverless-event-sourcing-runtime';
import { type CommandOf, type Past, testing } from 'serverless-event-sourcing-runtime/testing';

const n = { type: 'number' } as const;
const name = { type: 'string' } as const;

const Counter = defineAggregate({
  name: 'Counter',
  initialState: () => ({ n: 0, name: 'none' }),
  events: { Added: object({ n }), Named: object({ name }, { optional: ['name'] }) },
  evolve: { Added: (state, { data }) => ({ ...state, n: state.n + data.n }), Named: (state) => state },
  commands: { Add: { emits: 'Added' }, Double: { payload: object({ times: n }) } },
  decide: {
    Double: (state, { times }) =>
      times > 10
        ? reject('too-much', 'Ten times is enough.', { most: 10 })
        : times === 1
          ? reject('too-little')
          : { type: 'Added', data: { n: state.n * times } },
  },
});
const Door = defineAggregate({
  name: 'Door',
  initialState: () => ({}),
  events: { Opened: object({}) },
  evolve: { Opened: (state) => state },
  commands: {},
});
const totals = defineProjection({
  name: 'totals',
  from: [Counter, Door],
  row: object({ id: name, total: n }),
  evolve: { Added: (_, { aggregateId, data }) => ({ id: aggregateId, total: data.n }) },
});

// What is right compiles.
const added = { type: 'Added', data: { n: 1 } } as const;
const past: Past<typeof added> = { ...added, at: '2026-01-01', metadata: { actor: 'ann' } };
const command: CommandOf<typeof Counter> = {
  command: 'Double',
  data: { times: 2 },
  expectedVersion: 1,
  commandId: 'key',
  at: '2026-02-01',
};
const { given, givenDeleted } = testing(Counter, { at: '2026-01-01', aggregateId: 'one' });
const doubled = given([past, { type: 'Named', data: {} }]).when(command);
export const promises: readonly Promise<void>[] = [
  doubled.then([added]),
  doubled.when({ command: 'Add', data: { n: 1 } }).thenNothing(),
  doubled.thenRejected('too-much', { most: 10 }),
  doubled.thenRejected('too-little'),
  doubled.thenRejected('CommandRejected'),
  doubled.thenRejected('WrongVersion', { stream: 'Counter/one', expected: 3, actual: 1 }),
  doubled.thenThrown(/no number/),
  given().thenState({ n: 0, name: 'none' }),
  givenDeleted([added]).whenUntyped({ command: 'Subtract', data: 'what a client sends' }).thenRejected('UnknownCommand'),
  testing(totals).given([added]).thenRow({ id: '1', total: 1 }),
  testing(totals, { aggregate: 'Door' })
    .given([{ type: 'Opened', data: {} }])
    .thenNoRow(),
];

// @ts-expect-error an event of the past that is not there
given([{ type: 'Subtracted', data: { n: 1 } }]);
// @ts-expect-error an event of the past without a field
given([{ type: 'Added', data: {} }]);
// @ts-expect-error an event of the past with a field too many
given([{ type: 'Added', data: { n: 1, m: 1 } }]);
// @ts-expect-error the end of an aggregate that has no past
givenDeleted();
// @ts-expect-error a command that is not there
given().when({ command: 'Subtract', data: { n: 1 } });
// @ts-expect-error a payload without a field
given().when({ command: 'Double', data: {} });
// @ts-expect-error a payload with a field too many
given().when({ command: 'Double', data: { times: 2, once: 1 } });
// @ts-expect-error the payload of another command
given().when({ command: 'Double', data: { n: 1 } });
// @ts-expect-error a payload of another type
given().when({ command: 'Add', data: { n: 'one' } });
// @ts-expect-error a fact that no command has
given().when({ command: 'Add', data: { n: 1 }, version: 1 });
// @ts-expect-error an expected event that is not there
doubled.then([{ type: 'Subtracted', data: { n: 1 } }]);
// @ts-expect-error an expected event whose data is wrong
doubled.then([{ type: 'Added', data: { n: 'one' } }]);
// @ts-expect-error no expected events
doubled.then();
// @ts-expect-error functions, as a promise takes them
doubled.then(() => {});
// @ts-expect-error a code that nothing is rejected with
doubled.thenRejected('too-many');
// @ts-expect-error details that this rejection does not have
doubled.thenRejected('too-much', { least: 10 });
// @ts-expect-error details of a rejection that has none
doubled.thenRejected('too-little', { least: 2 });
// @ts-expect-error a record where no rejection is recorded
doubled.thenRecorded(added);
// @ts-expect-error details that this error does not have
doubled.thenRejected('WrongVersion', { expected: 'three' });
// @ts-expect-error a state that is none
doubled.thenState({ n: 1 });
// @ts-expect-error a row that is none
testing(totals).given([added]).thenRow({ id: '1' });
// @ts-expect-error an event that none of the aggregates has
testing(totals).given([{ type: 'Closed', data: {} }]);
// @ts-expect-error events of two aggregates in one stream
testing(totals).given([added, { type: 'Opened', data: {} }]);
// @ts-expect-error a command for a projection
testing(totals).given([added]).when(command);
// @ts-expect-error an option that an aggregate does not have
testing(Counter, { aggregate: 'Counter' });
// @ts-expect-error neither an aggregate nor a projection
testing({ name: 'Counter' });

export async function forgetful(): Promise<void> {
  // @ts-expect-error a scenario that asserts nothing cannot be awaited
  await given([added]).when(command);
}
