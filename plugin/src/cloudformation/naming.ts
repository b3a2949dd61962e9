/* The grammar of names: logical ids, and what tables, queues and functions are called. Names of one construct alone are in its folder. */

/** A service at a stage: what names of resources begin with. */
export type Deployment = { readonly service: string; readonly stage: string };

/** What a resource is called in AWS: `shop-dev-events`. Functions make the names of tables of it, too. */
export const resourceName = ({ service, stage }: Deployment, what: string): string => `${service}-${stage}-${what}`;

/** What the names of all tables begin with: the functions make them of it. */
export const tablesPrefix = ({ service, stage }: Deployment): string => `${service}-${stage}`;

/** As the framework does for function keys: a logical id has letters and digits only. */
export const logicalId = (name: string, what: string): string =>
  `${name.charAt(0).toUpperCase()}${name.slice(1)}`.replaceAll('-', 'Dash').replaceAll('_', 'Underscore') + what;

/** The logical ids of tables that functions of several constructs use. */
export const eventsTableId = 'EventsTable';

export const bookmarksTableId = 'BookmarksTable';

export const parkedTableId = 'ParkedTable';

/** What a function answers with that gets HTTP requests for states and rows. */
export const queriesKey = 'queries';

export const functionName = (deployment: Deployment, key: string): string => resourceName(deployment, key);

export const roleId = (functionKey: string): string => logicalId(functionKey, 'Role');

/** Of a role that has more than one policy, the second on. */
export const rolePolicyId = (functionKey: string, number: number): string => `${roleId(functionKey)}Policy${number}`;

/** The logical id that the framework gives to a function. */
export const functionId = (functionKey: string): string => logicalId(functionKey, 'LambdaFunction');

/** Leading part of the keys of an aggregate's streams. */
export const streamPrefix = (aggregate: string): string => `${aggregate}/`;
