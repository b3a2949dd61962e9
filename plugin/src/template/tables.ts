import {
  bookmarksTableId,
  eventsTableId,
  guardsTableId,
  parkedTableId,
  readModelTableId,
  slots,
  snapshotsTableId,
} from '../cloudformation/naming.js';
import type { Resources } from '../cloudformation/values.js';
import { guardsTable, hasGuards } from '../constructs/aggregates/guardsTable.js';
import { hasSnapshots, snapshotsTable } from '../constructs/aggregates/snapshotsTable.js';
import { bookmarksTable, hasBookmarks, hasParked, parkedTable } from '../constructs/consumers/consumerTables.js';
import { eventsTable } from '../constructs/events/eventsTable.js';
import { hasTable, readModelTable } from '../constructs/projections/readModelTable.js';
import type { ServiceModel } from '../model/model.js';

/** The tables of a service, by their logical ids. */
export const serviceTables = (model: ServiceModel): Resources => ({
  [eventsTableId]: eventsTable(model),
  ...(hasGuards(model) && { [guardsTableId]: guardsTable(model) }),
  ...(hasSnapshots(model) && { [snapshotsTableId]: snapshotsTable(model) }),
  ...(hasBookmarks(model) && { [bookmarksTableId]: bookmarksTable(model) }),
  ...(hasParked(model) && { [parkedTableId]: parkedTable(model) }),
  ...Object.fromEntries(
    model.projections
      .filter(hasTable)
      .flatMap((projection) => slots.map((slot) => [readModelTableId(projection.name, slot), readModelTable(model, projection, slot)])),
  ),
});
