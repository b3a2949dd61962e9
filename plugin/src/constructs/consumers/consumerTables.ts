import { bookmarksTableName, parkedTableName } from '../../cloudformation/naming.js';
import { deletionPolicies, tableProperties } from '../../cloudformation/tableProtection.js';
import type { CloudFormationResource } from '../../cloudformation/values.js';
import type { ProjectionEntry, ServiceModel } from '../../model/model.js';
import { consumerNames } from '../../template/consumers.js';
import { type GeneratedFunction, generatedFunctions } from '../../template/generatedFunctions.js';
import { hasTable } from '../projections/readModelTable.js';

/** Whether a function keeps positions apart from its rows: its effects are elsewhere, or its rows are fed by many streams. */
export const keepsBookmarks = (generated: GeneratedFunction): boolean =>
  (generated.kind === 'reactions' && consumerNames(generated).length > 0) ||
  (generated.kind === 'projections' && generated.projections.some(isShared));

/** Whether a function reads the positions of rows that many streams feed: a query may have to wait for one. */
export const readsBookmarks = (generated: GeneratedFunction): boolean =>
  generated.kind === 'queries' && generated.projections.some(isShared);

// Another store has the positions with its rows: no transaction is over both.
const isShared = (projection: ProjectionEntry): boolean => projection.model.shared && hasTable(projection);

/** Whether a function is fed by the events table's stream, and may have to park. */
export const parks = ({ kind }: GeneratedFunction): boolean => kind === 'reactions' || kind === 'projections';

export const hasBookmarks = (model: ServiceModel): boolean => generatedFunctions(model).some(keepsBookmarks);

export const hasParked = (model: ServiceModel): boolean => generatedFunctions(model).some(parks);

/** The table of positions. Without it consumers would begin anew: it is kept as the events are. */
export const bookmarksTable = (model: ServiceModel): CloudFormationResource =>
  table(model, { name: bookmarksTableName(model), hash: 'stream', range: 'consumer' });

/** The table of streams that stand still for a consumer. */
export const parkedTable = (model: ServiceModel): CloudFormationResource =>
  table(model, { name: parkedTableName(model), hash: 'consumer', range: 'stream' });

const table = (
  { tables }: ServiceModel,
  { name, hash, range }: { readonly name: string; readonly hash: string; readonly range: string },
) => ({
  Type: 'AWS::DynamoDB::Table',
  ...deletionPolicies(tables),
  Properties: {
    TableName: name,
    AttributeDefinitions: [
      { AttributeName: hash, AttributeType: 'S' },
      { AttributeName: range, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ],
    ...tableProperties(tables),
  },
});
