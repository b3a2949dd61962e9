import { expect } from 'chai';
import { type AnyProjection, type Commit, inMemoryEventStore, type RowStore, type Slot } from '../../../../runtime/src/index.js';
import { projectionsOf } from '../../../../runtime/src/lambda/consumers/projections.js';
import type { RebuildAnswer } from '../../../../runtime/src/model/control.js';
import { inMemoryVersionedRecords } from '../../../../runtime/src/projections/slots/inMemoryVersionedRecords.js';
import type { VersionedRecords } from '../../../../runtime/src/projections/slots/versionedRecords.js';
import type { ConsumerRuntime } from '../../../../runtime/src/stream/consumerRuntime.js';
import { inMemoryParkedStore } from '../../../../runtime/src/stream/parked/inMemoryParkedStore.js';
import { runConsumer } from '../../../../runtime/src/stream/runConsumer.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { memoryStores } from '../../lambda/memoryStores.js';

const validate = createValidator();

export type ProjectionsFunction = {
  /** Milliseconds: it stands still but for the waits of a rebuild. */
  now(): number;
  /** Stores commits, and delivers them to an invocation that keeps the rows of a projection. */
  take(commits: readonly Commit[], projection: AnyProjection): Promise<void>;
  /** Delivers commits that are stored. */
  deliver(commits: readonly Commit[], projection: AnyProjection): Promise<void>;
  /** Rebuilds a projection, step by step, each in an invocation of its own, and lets somebody look after each. */
  rebuild(projection: AnyProjection, look: (answer: RebuildAnswer) => Promise<void>): Promise<RebuildAnswer>;
};

/** The function of projections, on rows of a real store, each invocation in a container of its own. */
export function projectionsFunction(
  rowsIn: (slot: Slot) => RowStore,
  records: VersionedRecords = inMemoryVersionedRecords(),
): ProjectionsFunction {
  const events = inMemoryEventStore();
  const parked = inMemoryParkedStore();
  let time = Date.parse('2026-03-01T00:00:00.000Z');
  const runtime: ConsumerRuntime = {
    store: events,
    parked,
    now: () => new Date(time),
    sleep: async () => {},
    timeLeft: () => 300_000,
    onParked: () => {},
  };
  const invocation = (projection: AnyProjection) =>
    projectionsOf([projection], validate, memoryStores(events, { rowsOf: (_, slot) => rowsIn(slot), records, parked }));

  async function deliver(commits: readonly Commit[], projection: AnyProjection): Promise<void> {
    const { consumers, filling } = await invocation(projection).activeConsumers();
    for (const each of commits) {
      for (const consumer of [...filling, ...consumers]) {
        expect(await runConsumer(consumer, [{ stream: each.stream, commits: [each] }], runtime)).to.deep.equal([]);
      }
    }
  }

  return {
    now: () => time,
    deliver,
    async take(commits, projection) {
      for (const each of commits) await events.append(each);
      await deliver(commits, projection);
    },
    async rebuild(projection, look) {
      for (;;) {
        const request = { eventSourcing: 'rebuild', projection: projection.name, runner: 'one', settle: 5 } as const;
        const answer = await invocation(projection).rebuild(request, runtime);
        await look(answer);
        if (!('until' in answer) && answer.status !== 'goesOn') return answer;
        if ('until' in answer) time = Date.parse(answer.until);
      }
    },
  };
}
