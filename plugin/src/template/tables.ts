import type { ServiceModel } from '../model/model.js';
import type { Resources } from './cloudFormation.js';
import { bookmarksTable, hasBookmarks, hasParked, parkedTable } from './consumerTables.js';
import { eventsTable } from './eventsTable.js';
import { guardsTable, hasGuards } from './guardsTable.js';
import { bookmarksTableId, eventsTableId, guardsTableId, parkedTableId, readModelTableId, slots, snapshotsTableId } from './naming.js';
import { hasTable, readModelTable } from './readModelTable.js';
import { hasSnapshots, snapshotsTable } from './snapshotsTable.js';

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
