import { type Deployment, resourceName } from '../../cloudformation/naming.js';

export const guardsTableId = 'GuardsTable';

export const snapshotsTableId = 'SnapshotsTable';

export const guardsTableName = (deployment: Deployment): string => resourceName(deployment, 'guards');

export const snapshotsTableName = (deployment: Deployment): string => resourceName(deployment, 'snapshots');

/** The key of the function that executes commands of an aggregate. */
export const commandsKey = (aggregate: string): string => `${aggregate}Commands`;
