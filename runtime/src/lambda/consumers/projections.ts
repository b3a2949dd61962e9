import { randomUUID } from 'node:crypto';
import { EventSourcingError } from '../../domain/errors.js';
import type { Rebuild } from '../../operations/control/control.js';
import { rebuild } from '../../operations/rebuild/rebuild.js';
import type { AnyProjection } from '../../projections/projection.js';
import { projectionConsumer } from '../../projections/projectionConsumer.js';
import type { Slot } from '../../projections/readStore.js';
import type { RowStore } from '../../projections/rows/rowStore.js';
import { parkedInSlots } from '../../projections/slots/parkedInSlots.js';
import { firstState, recordedSlots, secondSlot, slotConsumerName } from '../../projections/slots/slots.js';
import type { Consumer } from '../../stream/consumer.js';
import type { ParkedStore } from '../../stream/parked/parked.js';
import type { Validate } from '../../validation/violations.js';
import type { Stores } from '../stores.js';
import { ownCode } from './ownCode.js';

/** Consumers as an invocation has them. */
export type ActiveConsumers = {
  /** Those whose rows are read. */
  readonly consumers: readonly Consumer[];
  /** Those that fill the other slot, for a rebuild. */
  readonly filling: readonly Consumer[];
  readonly parked: ParkedStore;
};

export type Projections = {
  /** Read by each invocation: from the moment that a rebuild is registered, none may begin without knowing of it. */
  activeConsumers(): Promise<ActiveConsumers>;
  readonly rebuild: Rebuild;
};

/** The projections of a function, each with a consumer for each slot of its rows. */
export function projectionsOf(projections: readonly AnyProjection[], validate: Validate, stores: Stores): Projections {
  const { events: store, records, rowsOf, parked } = stores;
  const slots = recordedSlots(records);
  const code = ownCode();
  const opened = new Map<string, RowStore>();
  const rowsIn = (projection: AnyProjection, slot: Slot): RowStore => {
    const key = `${projection.name}.${slot}`;
    const rows = opened.get(key) ?? rowsOf(projection, slot);
    opened.set(key, rows);
    return rows;
  };
  const made = new Map<string, Consumer>();
  const consumerOf = (projection: AnyProjection, slot: Slot, name?: string): Consumer => {
    const key = `${projection.name}.${slot}/${name ?? ''}`;
    const filling = name === undefined ? {} : { name, fresh: true };
    const consumer = made.get(key) ?? projectionConsumer({ projection, rows: rowsIn(projection, slot), store, validate, ...filling });
    made.set(key, consumer);
    return consumer;
  };
  const filler = (projection: AnyProjection, slot: Slot) => consumerOf(projection, slot, slotConsumerName(projection.name, slot));

  return {
    async activeConsumers() {
      const states = await slots.load();
      const stateOf = ({ name }: AnyProjection) => states.get(name) ?? firstState;
      return {
        consumers: projections.map((projection) => consumerOf(projection, stateOf(projection).read)),
        filling: projections.flatMap((projection) => {
          const second = secondSlot(stateOf(projection));
          return second ? [filler(projection, second)] : [];
        }),
        parked: parkedInSlots(parked, states),
      };
    },
    rebuild: (request, runtime) => {
      const projection = find(projections, request.projection);
      const rebuilding = {
        projection,
        records,
        slots,
        scan: stores.commits,
        rowsIn: (slot: Slot) => rowsIn(projection, slot),
        consumerOf: (slot: Slot) => filler(projection, slot),
        code,
        newId: randomUUID,
      };
      return rebuild(request, rebuilding, runtime);
    },
  };
}

function find(projections: readonly AnyProjection[], name: string): AnyProjection {
  const found = projections.find((projection) => projection.name === name);
  if (found) return found;
  throw new EventSourcingError({
    code: 'MalformedRequest',
    message: `This function has no projection '${name}', only ${projections.map((projection) => projection.name).join(', ')}.`,
    details: { where: 'projection' },
  });
}
