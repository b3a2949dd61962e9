import {
  type Command,
  type CommandResult,
  createDispatcher,
  createSignals,
  type Deadline,
  type RowStore,
  type Slot,
} from '../../../runtime/src/index.js';
import {
  type ConsumerPart,
  deadlineHandler,
  projectionHandler,
  publishers,
  reactionHandler,
  receivers,
  type StreamHandler,
} from '../../../runtime/src/lambda/index.js';
import type { Stores } from '../../../runtime/src/lambda/stores.js';
import { createRecordContext } from '../../../runtime/src/processes/instance/processContext.js';
import { processConsumer } from '../../../runtime/src/processes/processConsumer.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import type { Announcements } from './announcements.js';
import type { Discarded, Evidence, ParkedFound, RowsFound } from './check/evidence.js';
import { Account, fulfilmentName, fulfilmentOf, Order } from './domain.js';
import { through, userCode } from './gate.js';
import type { Poison } from './poison.js';
import {
  accountsName,
  accountsNamed,
  auditName,
  inlineName,
  outboxName,
  owners,
  ownersIn,
  publisherOf,
  receiversName,
  receiversOf,
} from './readers.js';
import { ahead, blind, foldFault, forgetful, hasty, lasting, type Sabotage, unconditional, withRecordsTo } from './sabotage.js';
import type { Slots, Storage } from './storage.js';
import { createTarget } from './target.js';
import type { VirtualClock } from './virtualClock.js';

export type WorldOptions = {
  readonly storage: Storage;
  readonly seed: number;
  readonly poison: Poison;
  readonly isCalm: () => boolean;
  /** The projections' function's. */
  readonly clock: VirtualClock;
  /** That of the consumer that is isolated. */
  readonly queue: Pick<Announcements, 'announce' | 'postpone'>;
  readonly happened: (fault: 'refusedEntries' | 'failedRequests') => void;
  readonly sabotage?: Sabotage;
};

export type Execute = (command: Command) => Promise<CommandResult>;

/** What is known of a run beside what it left. */
export type Known = { readonly discarded: readonly Discarded[]; readonly lost: ReadonlySet<string>; readonly mended: boolean };

/** A service: its consumers, and its functions as new containers have them. */
export async function createWorld({ storage, seed, poison, isCalm, clock, queue, happened, sabotage }: WorldOptions) {
  const { stores, projections, rowsFound } = await projectionsOn(storage, poison, sabotage);
  const validate = createValidator();
  const log = { error: () => {}, warn: () => {} };
  // What consumers with effects elsewhere did, in order: addresses of events.
  const logs = new Map<string, string[]>([
    [auditName, []],
    [outboxName, []],
    [receiversName, []],
  ]);
  const write = (consumer: string) => (address: string) => void logs.get(consumer)?.push(address);
  const { Item, fulfilment } = fulfilmentOf(poison);
  const scheduled = new Map<string, Deadline>();
  const scheduler = schedulerOf(scheduled);

  const order = sabotage === 'unordered-target' ? 'none' : 'each';
  const publishing = (name: string) => {
    const [publisher, consumer] = [publisherOf(name, poison), `publishers/${name}`];
    const target = createTarget({ name, seed, order, taken: write(consumer), happened, isCalm });
    return () =>
      publishers({
        publishers: [{ publisher, target: () => target, source: '/torture/test' }],
        environment: { EVENT_SOURCING_TARGETS: JSON.stringify({ [name]: { to: 'torture' } }) },
      });
  };
  const [audit, outbox] = [publishing('audit'), publishing('outbox')];
  const forwards = [{ consumer: outboxName, aggregates: [Account.name, Order.name], announce: queue.announce }];

  const dispatcher = () =>
    createDispatcher({ aggregates: [Order, Item], store: stores.events, idempotency: 'forever', validate, signals: createSignals() });
  const inlined = projections.filter(({ inline }) => inline);
  const withRows = () => {
    const store = inlined.length > 0 ? storage.withRows?.({ projections: inlined, validate, now: () => clock.now().getTime() }) : undefined;
    return sabotage === 'rows-ahead' ? ahead(inlined, stores, validate) : (store ?? stores.events);
  };
  const process: ConsumerPart = ({ events, bookmarks }) => {
    const { execute } = dispatcher();
    const unkeyed: typeof execute = ({ commandId: _, ...command }) => execute(command);
    return processConsumer({
      ...createRecordContext(fulfilment, events),
      execute: sabotage === 'unkeyed-commands' ? unkeyed : execute,
      scheduler,
      events,
      bookmarks,
    });
  };
  const told = receiversOf(poison, write(receiversName));

  return {
    scheduled,
    /** What executes commands, as a new container has it: those of accounts in commits of their own, the others under ids that are kept for ever. */
    commands(): Execute {
      const [accounts, others] = [
        createDispatcher({ aggregates: [Account], store: withRows(), validate, signals: createSignals() }),
        dispatcher(),
      ];
      return (command) => (command.aggregate === Account.name ? accounts : others).execute(command);
    },
    projections(): StreamHandler {
      const handler = projectionHandler({ projections, validate, stores, log, now: clock.now });
      if (sabotage !== 'blind-writers') return handler;
      const unaware = projectionHandler({
        projections,
        validate,
        stores: { ...stores, records: blind(stores.records) },
        log,
        now: clock.now,
      });
      return withRecordsTo(unaware, handler);
    },
    reactions: (): StreamHandler =>
      reactionHandler({
        consumers: [receivers({ aggregates: [Account, Order], signals: told }), ...audit(), process],
        forwards,
        stores,
        log,
      }),
    /** The function of a consumer that is isolated. */
    isolated: (): StreamHandler =>
      reactionHandler({ consumers: outbox(), name: 'publisher_outbox', postpone: queue.postpone, stores, log }),
    deadlines: () =>
      deadlineHandler({ processes: [fulfilment], recordingOf: (process) => createRecordContext(process, stores.events), log }),

    /** All that is there. */
    async evidence(known: Known): Promise<Evidence> {
      const commits = await storage.commits();
      const streams = [...new Set(commits.map(({ stream }) => stream))];
      const bookmarks = new Map<string, ReadonlyMap<string, number>>();
      for (const consumer of [auditName, receiversName, fulfilmentName, outboxName])
        bookmarks.set(consumer, await storage.bookmarks(consumer, streams));
      const parked = (await storage.parked()).map(parkedAsRead(await storage.slots()));
      return { commits, rows: await rowsFound(streams), logs, bookmarks, parked, ...known };
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The projections in each kind of store, and their rows as they are found there. */
async function projectionsOn({ stores, keepers, slots }: Storage, poison: Poison, sabotage: Sabotage | undefined) {
  const rows = new Map<string, RowStore>();
  const all = keepers.flatMap((keeper) => [
    { keeper, kind: 'accounts' as const, projection: accountsNamed(accountsName(keeper.store), poison, foldFault(sabotage)) },
    ...(keeper.unshared ? [] : [{ keeper, kind: 'owners' as const, projection: ownersIn(keeper.store, poison) }]),
    ...(keeper.inline
      ? [
          {
            keeper,
            kind: 'accounts' as const,
            projection: accountsNamed(inlineName(keeper.store), poison, foldFault(sabotage), { inline: true }),
          },
        ]
      : []),
  ]);
  for (const { keeper, projection } of all) {
    for (const slot of ['a', 'b'] as const)
      rows.set(`${projection.name}.${slot}`, sabotaged(await keeper.make(projection, slot), sabotage));
  }
  const complete: Stores = {
    ...stores,
    parked: sabotage === 'parking-lost' ? forgetful(stores.parked) : stores.parked,
    commits: sabotage === 'early-switch' ? hasty(stores.commits) : stores.commits,
    rowsOf({ name }, slot) {
      const own = rows.get(`${name}.${slot}`);
      if (!own) throw new TypeError(`There are no rows of ${name} in slot ${slot}.`);
      return own;
    },
    snapshotsOf() {
      throw new TypeError('There are no snapshots here.');
    },
  };
  const rowsFound = async (streams: readonly string[]): Promise<readonly RowsFound[]> => {
    const states = await slots();
    const keys = [...new Set([...streams.map((stream) => stream.slice(stream.indexOf('/') + 1)), ...owners])];
    return Promise.all(
      all.map(async ({ keeper, kind, projection: { name } }) => {
        const read = states.get(name)?.read ?? 'a';
        const other = await keeper.found(name, otherSlot(read), { streams, keys });
        const leftovers = [...other.rows.keys(), ...other.positions.keys()];
        return { consumer: `projections/${name}`, kind, leftovers, ...(await keeper.found(name, read, { streams, keys })) };
      }),
    );
  };
  return { stores: complete, projections: all.map(({ projection }) => projection), rowsFound };
}

function sabotaged(rows: RowStore, sabotage: Sabotage | undefined): RowStore {
  if (sabotage === 'full-slot') return lasting(rows);
  return sabotage === 'unconditional-rows' ? unconditional(rows) : rows;
}

/** What is parked in the slot that is read goes by the projection's name; what is in the other one has no business there. */
const parkedAsRead =
  (slots: Slots) =>
  (found: ParkedFound): ParkedFound => {
    const [, name = '', b] = /^projections\/([^.]+)(\.b)?$/.exec(found.consumer) ?? [];
    const slot = b === undefined ? 'a' : 'b';
    const isRead = name === '' || (slots.get(name)?.read ?? 'a') === slot;
    return { ...found, consumer: name === '' ? found.consumer : `projections/${name}${isRead ? '' : ' (in the slot that is not read)'}` };
  };

const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');

/** Deadlines that were scheduled and not taken back. */
function schedulerOf(scheduled: Map<string, Deadline>) {
  const keyOf = (deadline: Deadline) => JSON.stringify([deadline.id, deadline.deadline, deadline.set]);
  return {
    schedule: (deadline: Deadline) => through(userCode, async () => void scheduled.set(keyOf(deadline), deadline)),
    cancel: (deadline: Deadline) => through(userCode, async () => void scheduled.delete(keyOf(deadline))),
  };
}
