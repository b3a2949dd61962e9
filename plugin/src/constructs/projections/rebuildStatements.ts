import { bookmarksTableId, eventsTableId, parkedTableId } from '../../cloudformation/naming.js';
import { allow, onStreamsOf, rowTables, type Statement } from '../../cloudformation/statements.js';
import { getAtt } from '../../cloudformation/values.js';
import type { GeneratedFunction } from '../../template/generatedFunctions.js';
import { keepsBookmarks } from '../consumers/consumerTables.js';

/**
 * What a rebuild takes. Who reads rows, or writes them with commits, asks which slot they are in. Who keeps them reads all events (a scan has no keys, so that it cannot be
 * narrowed), keeps where it stands, as no consumer, and empties the slot that is read no more.
 */
export const rebuildStatements = (generated: GeneratedFunction): Statement[] => {
  if (generated.kind === 'queries') return generated.projections.length > 0 ? [notes(['dynamodb:GetItem'])] : [];
  if ('inline' in generated) return generated.inline.length > 0 ? [notes(['dynamodb:GetItem'])] : [];
  if (generated.kind !== 'projections') return [];
  const rows = rowTables(generated.projections);
  return [
    notes(['dynamodb:GetItem', 'dynamodb:PutItem']),
    allow(['dynamodb:Scan', 'dynamodb:DescribeTable'], [getAtt(eventsTableId, 'Arn')]),
    ...(rows.length > 0 ? [allow(['dynamodb:Scan', 'dynamodb:BatchWriteItem'], rows)] : []),
    ...(keepsBookmarks(generated)
      ? [
          allow(['dynamodb:Scan'], [getAtt(bookmarksTableId, 'Arn')]),
          onStreamsOf(generated.sources, ['dynamodb:BatchWriteItem'], bookmarksTableId),
        ]
      : []),
  ];
};

/** What rebuilds remember is in the table of parked streams. */
const notes = (actions: readonly string[]): Statement => ({
  ...allow(actions, [getAtt(parkedTableId, 'Arn')]),
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['rebuilds'] } },
});
