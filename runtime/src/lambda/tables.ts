import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Slot } from '../projections/readStore.js';

/**
 * Name of the variable with the prefix of a function's table names, `shop-dev`. Written by the plugin. Each name in full
 * would be more than Lambda lets all variables of a function have together, with some thirty projections.
 */
const tablesVariable = 'EVENT_SOURCING_TABLES';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The service's tables, and one client for them: connections are kept between invocations. */
export type Tables = { readonly client: DynamoDBClient; name(purpose: string): string };

/** The tables that a function's environment names. @throws Error when the variable is missing */
export function tablesFromEnvironment(environment: Environment = process.env): Tables {
  const tables = environment[tablesVariable];
  if (!tables) throw new Error(`${tablesVariable} is not set: this handler runs in a function that the plugin made.`);
  return { client: new DynamoDBClient({}), name: (purpose) => `${tables}-${purpose}` };
}

/** The part of a table's name that follows the prefix, for a slot of a projection. Names of projections hold no '.'. */
export const slotPurpose = (projection: string, slot: Slot): string => (slot === 'a' ? projection : `${projection}.b`);
