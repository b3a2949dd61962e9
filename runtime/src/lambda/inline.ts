import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CommitTable } from '../adapters/dynamodb/events/commitStore.js';
import { inlineStore } from '../adapters/dynamodb/events/inlineStore.js';
import { dynamoDBRowStore } from '../adapters/dynamodb/rows/rowStore.js';
import { dynamoDBVersionedRecords } from '../adapters/dynamodb/rows/versionedRecords.js';
import type { Warn } from '../commands/state/snapshots.js';
import type { EventStore } from '../eventStore/eventStore.js';
import { inlineRows, type RowPlace } from '../projections/folding/inlineRows.js';
import type { AnyProjection } from '../projections/projection.js';
import type { Slot } from '../projections/readStore.js';
import { rememberedSlots } from '../projections/slots/rememberedSlots.js';
import { firstState, recordedSlots, writtenSlots } from '../projections/slots/slots.js';
import type { Validate } from '../validation/violations.js';
import { slotPurpose, type Tables } from './tables.js';

export type InlineOptions = {
  /** Those with `inline` that are fed by the aggregates whose commands the function executes. */
  readonly projections: readonly AnyProjection[];
  /** Knows the schemas of their rows. */
  readonly validate: Validate;
  /** Milliseconds. Default: the machine's clock. */
  readonly now?: () => number;
};

/** Makes an event store that writes rows with the commits that change them. */
export type InlinePart = (tables: Tables, table: GuardedTable, plain: EventStore, warn: Warn) => EventStore;

/** The table of events, with that of guards where the function has them. */
type GuardedTable = CommitTable & { readonly guardsTableName?: string };

/** Rows that go with their commits, for functions whose aggregates feed such projections: others bundle nothing of it. */
export function inline({ projections, validate, now = Date.now }: InlineOptions): InlinePart {
  return (tables, { guardsTableName, ...table }, plain, warn) => {
    const client = DynamoDBDocumentClient.from(tables.client);
    const slots = rememberedSlots(recordedSlots(dynamoDBVersionedRecords(client, tables.name('parked'))), now);
    const places = new Map<string, RowPlace>();
    const placeOf = (projection: AnyProjection, slot: Slot): RowPlace => {
      const table = tables.name(slotPurpose(projection.name, slot));
      const place = places.get(table) ?? { table, projection, rows: dynamoDBRowStore({ client, tableName: table, projection }) };
      places.set(table, place);
      return place;
    };
    const onLeft = (facts: Readonly<Record<string, unknown>>) =>
      warn('a commit was stored without its row, which the stream of the table brings', facts);
    const rows = inlineRows({
      async places(aggregate) {
        const own = projections.filter(({ from }) => from.some(({ name }) => name === aggregate));
        if (own.length === 0) return [];
        const states = await slots.load();
        return own.flatMap((projection) =>
          writtenSlots(states.get(projection.name) ?? firstState).map((slot) => placeOf(projection, slot)),
        );
      },
      validate,
      onLeft,
    });
    return { ...plain, ...inlineStore({ table, guardsTableName, plain, inline: rows, onLeft }) };
  };
}
