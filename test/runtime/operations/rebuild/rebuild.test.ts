import { expect } from 'chai';
import fc from 'fast-check';
import { type AnyProjection, type Commit, inMemoryEventStore } from '../../../../runtime/src/index.js';
import type { RebuildAnswer, RebuildRequest } from '../../../../runtime/src/model/control.js';
import { projectionConsumer } from '../../../../runtime/src/projections/projectionConsumer.js';
import type { Slot } from '../../../../runtime/src/projections/readStore.js';
import { inMemoryRowStore } from '../../../../runtime/src/projections/rows/inMemoryRowStore.js';
import type { RowStore } from '../../../../runtime/src/projections/rows/rowStore.js';
import { firstState, otherSlot } from '../../../../runtime/src/projections/slots/slots.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { accounts } from '../../accountFixture.js';
import { closed, commit, deposited, opened, withdrawn } from '../../commitBuilders.js';
import { letters, statesOf, type World, world } from './rebuildWorld.js';

const ids = ['Ada', 'Alan', 'Barbara', 'Bob', 'Claude', 'Cynthia', 'Dennis', 'Donald'];
const streams = ids.map((id) => `Account/${id}`);
const keysOf = (projection: AnyProjection) => (projection === accounts ? [...ids, 'ghost'] : ['A', 'B', 'C', 'D']);
const ghost = { key: 'ghost', row: { position: 1, row: { id: 'ghost', owner: 'nobody', balance: 1, events: 1 } }, expected: undefined };

/** What a store holds, tombstones and positions included. */
const contents = async (projection: AnyProjection, rows: RowStore) => ({
  rows: [...(await rows.load(keysOf(projection)))]
    .map(([key, { position, row }]) => (projection.key ? [key, row] : [key, position, row]))
    .sort(([a], [b]) => String(a).localeCompare(String(b))),
  positions: projection.key ? [...((await rows.shared?.positions(streams)) ?? [])].sort() : [],
});

/** The rows as a fold of all events from the start has them. */
async function expected(projection: AnyProjection, commits: readonly Commit[]) {
  const store = inMemoryEventStore();
  const rows = inMemoryRowStore(projection);
  const consumer = projectionConsumer({ projection, rows, store, validate: createValidator() });
  for (const each of commits) await store.append(each);
  for (const each of commits) await consumer.take([{ stream: each.stream, commits: [each] }], async () => false);
  return contents(projection, rows);
}

const nothing = { rows: [], positions: [] };

/** Grows streams, commit by commit, in a way that a source of chance decides. */
function growth(random: () => number) {
  const commits: Commit[] = [];
  const next = (): Commit => {
    const open = streams.filter((stream) => !commits.some((each) => each.stream === stream && each.closes));
    const stream = open[Math.floor(random() * open.length)] ?? `Account/Donald`;
    const own = commits.filter((each) => each.stream === stream);
    const version = (own.at(-1)?.last ?? 0) + 1;
    const events =
      version === 1
        ? [opened()]
        : random() < 0.08 && open.length > 3
          ? [closed()]
          : random() < 0.4
            ? [deposited(), withdrawn(2)]
            : [deposited(1 + Math.floor(random() * 5))];
    const grown = commit(stream, version, events, { closes: events[0]?.type === 'Closed' });
    commits.push(grown);
    return grown;
  };
  return { commits, next };
}

/** Asks for a rebuild until it is over, as somebody does who is broken off now and then. */
async function run(
  here: World,
  request: Partial<RebuildRequest>,
  killed: () => number | undefined = () => undefined,
): Promise<RebuildAnswer> {
  let runner = 1;
  let id: string | undefined;
  for (;;) {
    const killedAfter = killed();
    const answer = await here.ask(
      { segments: 2, seconds: 0.1, ...request, runner: `runner ${runner}`, ...(id === undefined ? {} : { id }) },
      killedAfter === undefined ? {} : { killedAfter },
    );
    if (answer && 'id' in answer) id = answer.id;
    if (answer === undefined) runner += 1;
    else if (answer.status === 'busy' || answer.status === 'waits') {
      await here.sleep(Math.max(1, Date.parse(answer.until) - here.scheduler.now()));
    } else if (answer.status !== 'goesOn') return answer;
  }
}

/** Delivers commits until they have taken effect: invocations fail, are killed and get the same twice. */
async function deliverAll(here: World, commits: readonly Commit[], code: 'before' | 'today', faults: boolean): Promise<void> {
  const { random } = here.scheduler;
  for (;;) {
    const killedAfter = faults && random() < 0.2 ? { killedAfter: Math.floor(random() * 12) } : {};
    if ((await here.deliver(commits, { code, ...killedAfter })) === 0 && !(faults && random() < 0.1)) return;
  }
}

/** A reader that never sees less than it has seen. */
async function read(here: World, projection: AnyProjection, until: { over: boolean }): Promise<void> {
  const rows = here.reader(projection);
  const seen = new Map<string, number>();
  while (!until.over) {
    await here.sleep(500 + here.scheduler.random() * 5000);
    const positions = projection.key
      ? ((await rows.shared?.positions(streams)) ?? new Map<string, number>())
      : new Map([...(await rows.load(ids))].map(([key, { position }]) => [key, position]));
    for (const [key, position] of seen) {
      if ((positions.get(key) ?? 0) < position) throw new Error(`A reader of ${projection.name} lost ${key}@${position}.`);
    }
    for (const [key, position] of positions) seen.set(key, position);
  }
}

type Play = { readonly projection: AnyProjection; readonly settle?: number; readonly kills: boolean };

/** A service with a history, new events and readers meanwhile, and a rebuild. Gives what was wrong in the end. */
async function play(seed: number, { projection, settle, kills }: Play) {
  const here = world(seed, 0.02);
  const { random } = here.scheduler;
  const { commits, next } = growth(random);
  const rows = (slot: Slot) => here.stores.rowsOf(projection, slot);
  const until = { over: false };
  if (!projection.key) await rows('b').save([ghost]);

  const story = async () => {
    for (let n = 0; n < 25; n++) {
      const grown = next();
      await here.append(grown);
      if (random() < 0.8) await deliverAll(here, [grown], 'before', false);
    }
    const rest = [...commits];
    const late = (each: Commit) => here.sleep(random() * 1_500_000).then(() => deliverAll(here, [each], 'today', true));
    const live = async () => {
      for (let n = 0; n < 25; n++) {
        await here.sleep(random() * 60_000);
        const grown = next();
        await here.append(grown);
        rest.push(grown);
        await Promise.race([deliverAll(here, [grown], 'today', true), here.sleep(1000)]);
      }
    };
    const rebuilding = run(here, { projection: projection.name, ...(settle === undefined ? {} : { settleSeconds: settle }) }, () =>
      kills && random() < 0.6 ? Math.floor(random() * 60) : undefined,
    );
    const reading = read(here, projection, until);
    await Promise.all([live(), ...rest.map(late)]);
    for (const each of commits) await deliverAll(here, [each], 'today', false);
    const answer = await rebuilding;
    until.over = true;
    await reading;
    return answer;
  };

  const told = story();
  let failure: unknown;
  told.catch((error) => {
    failure = error;
    until.over = true;
  });
  await here.scheduler.run();
  if (failure) throw failure;
  const answer = await told;
  const state = (await statesOf(here)).get(projection.name) ?? firstState;
  return {
    status: answer.status,
    rebuild: state.rebuild,
    served: await contents(projection, rows(state.read)),
    other: await contents(projection, rows(otherSlot(state.read))),
    expected: await expected(projection, commits),
  };
}

async function check(seed: number, options: Play): Promise<void> {
  const { status, rebuild, served, other, expected: fold } = await play(seed, options);
  expect({ status, rebuild }).to.deep.equal({ status: 'done', rebuild: undefined });
  expect(served).to.deep.equal(fold);
  expect(other).to.deep.equal(nothing);
}

describe('a rebuild', () => {
  for (const projection of [accounts, letters]) {
    describe(`of ${projection.name}`, () => {
      it('ends with each row as all events make it, whatever ends in between and comes meanwhile; nobody reads less than before', async () => {
        await fc.assert(
          fc.asyncProperty(fc.integer({ min: 1 }), (seed) => check(seed, { projection, kills: true })),
          { numRuns: 12 },
        );
      });

      it('would not, if it did not wait for those who began before: the test tells', async () => {
        const wrong = await fc.check(
          fc.asyncProperty(fc.integer({ min: 1 }), (seed) => check(seed, { projection, kills: false, settle: 0 })),
          { numRuns: 60, endOnFailure: true },
        );

        expect(wrong.failed).to.equal(true);
      });
    });
  }
});
