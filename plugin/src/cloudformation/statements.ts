import { eventsTableId, streamPrefix } from './naming.js';
import { type CloudFormationValue, getAtt } from './values.js';

/** A statement of a policy. */
export type Statement = { readonly [key: string]: CloudFormationValue };

export const allow = (actions: readonly string[], resources: readonly CloudFormationValue[]): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

/** The same, for items of a table whose keys are these, or begin so. */
export const allowKeys = (tableId: string, actions: readonly string[], keys: readonly string[]): Statement => ({
  ...allow(actions, [getAtt(tableId, 'Arn')]),
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } },
});

/** What a function does with a table. */
export type TableUse = {
  /** Its logical id. */
  readonly table: string;
  readonly actions: readonly string[];
  /** What the keys are, or begin with, of the items that it reaches. Unset: all. */
  readonly keys?: readonly string[];
};

/** A use of streams, in the events table or in another whose keys are streams: a function reaches its own aggregates' only. */
export const ofStreams = (names: readonly string[], actions: readonly string[], table = eventsTableId): TableUse => ({
  table,
  actions,
  keys: names.map((name) => `${streamPrefix(name)}*`),
});

/** The events of some streams, read; or read and written, which is how commands are executed. No function may update or delete one. */
export const readingEvents = (names: readonly string[]): TableUse => ofStreams(names, ['dynamodb:Query']);

export const writingEvents = (names: readonly string[]): TableUse => ofStreams(names, ['dynamodb:PutItem', 'dynamodb:Query']);

/** The statements that uses come down to: one for each table and what is done with it. */
export const useStatements = (uses: readonly TableUse[]): Statement[] => {
  const alike = new Map<string, TableUse>();
  for (const use of uses) {
    const key = JSON.stringify([use.table, use.actions, use.keys === undefined]);
    const before = alike.get(key);
    alike.set(key, before?.keys && use.keys ? { ...before, keys: [...new Set([...before.keys, ...use.keys])] } : use);
  }
  return [...alike.values()].flatMap(({ table, actions, keys }) => {
    if (keys === undefined) return [allow(actions, [getAtt(table, 'Arn')])];
    return keys.length === 0 ? [] : [allowKeys(table, actions, keys)];
  });
};
