import { bookmarksTableId, parkedTableId, resourceName } from '../../cloudformation/naming.js';
import { table } from '../../cloudformation/table.js';
import type { Resources } from '../../cloudformation/values.js';
import type { Facts } from '../../pipeline/facts.js';
import type { Placed } from './placement.js';

/** Whether a function keeps positions apart from effects. */
export const keepsBookmarks = ({ consumers }: Placed): boolean => consumers.some(({ bookmarks }) => bookmarks);

/** The table of positions, without which consumers would begin anew: it is kept as the events are. And that of streams that are parked for a consumer. */
export const consumerTables = (placed: readonly Placed[], { deployment, protection }: Facts): Resources => ({
  ...(placed.some(keepsBookmarks) && {
    [bookmarksTableId]: table({ name: resourceName(deployment, 'bookmarks'), hash: ['stream', 'S'], range: ['consumer', 'S'], protection }),
  }),
  ...(placed.length > 0 && {
    [parkedTableId]: table({ name: resourceName(deployment, 'parked'), hash: ['consumer', 'S'], range: ['stream', 'S'], protection }),
  }),
});
