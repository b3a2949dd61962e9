import { bookmarksTableId, queriesKey } from '../../cloudformation/naming.js';
import { allow, type Statement } from '../../cloudformation/statements.js';
import { type Resources, sub } from '../../cloudformation/values.js';
import type { Part } from '../../pipeline/construct.js';
import type { Facts } from '../../pipeline/facts.js';
import type { FunctionPart, MergedFunction } from '../../pipeline/functionPart.js';
import type { Route, Trial } from '../../pipeline/localPart.js';
import { js, runtime } from '../../pipeline/source.js';
import { fromFaults, nameFaults, validated } from '../schemas/definitions.js';
import { answersHttp, isOpen, route } from '../schemas/routes.js';
import { hasTable, isShared, type Projection, rebuildNotes, rowTables, withRows } from './projection.js';
import { projectionConsumers } from './projectionConsumer.js';
import { readModelTable, readModelTableId, slots } from './readModelTable.js';

/** Projections: consumers that keep rows, their part of the function that answers queries, and of those that write rows with commits. */
export const projectionsPart = (projections: readonly Projection[]): Part => ({
  facts(sources) {
    const faults = [
      ...nameFaults('projections', projections),
      ...projections.flatMap(({ name, model: { from } }) =>
        from.length === 0 ? [fedByNone(name)] : fromFaults('projections', name, from, sources),
      ),
    ];
    return faults.length > 0 ? { faults } : { value: { consumers: projectionConsumers(projections) } };
  },
  build: (facts) => ({
    functions: queriesPart(projections.filter(({ http }) => http !== false)),
    resources: rows(projections, facts),
    ...(projections.length > 0 && { info: [`projections: ${projections.map(({ name }) => name).join(', ')}`] }),
    local: { routes: projections.flatMap(rowRoutes), trials: () => projections.flatMap(rowTrials) },
  }),
  over: (functions) => ({ functions: functions.flatMap((one) => inlinePart(one, projections)) }),
  own: () => projections,
});

const fedByNone = (name: string): string =>
  `eventSourcing.projections.${name} must be fed by one aggregate at least, '[]' given by its from.`;

const rows = (projections: readonly Projection[], { deployment, protection }: Facts): Resources =>
  Object.fromEntries(
    projections
      .filter(hasTable)
      .flatMap(({ name, model }) =>
        slots.map((slot) => [readModelTableId(name, slot), readModelTable({ deployment, protection, name, model, slot })]),
      ),
  );

/** Rows, paged, by index. */
const queriesPart = (projections: readonly Projection[]): FunctionPart[] => {
  if (projections.length === 0) return [];
  return [
    {
      key: queriesKey,
      description: { text: 'Queries of', names: projections.map(({ name }) => name) },
      ...answersHttp,
      events: projections.flatMap(({ name, http }) =>
        // Greedy, since a row's key may hold slashes.
        http === false ? [] : [route('GET', `/${name}`, http), route('GET', `/${name}/{key+}`, http)],
      ),
      entry: { factory: 'queryHandler', options: { aggregates: [], projections: projections.map(({ source }) => js`${source}`) } },
      // A query may have to wait for a position.
      ...(projections.some(isShared) && { reads: [{ table: bookmarksTableId, actions: ['dynamodb:BatchGetItem'] }] }),
      statements: [...readingRows(projections.filter(hasTable)), rebuildNotes(['dynamodb:GetItem'])],
    },
  ];
};

const readingRows = (kept: readonly Projection[]): Statement[] => {
  if (kept.length === 0) return [];
  const indexes = kept
    .filter(({ model }) => Object.keys(model.indexes).length > 0)
    .flatMap(({ name }) => slots.map((slot) => sub(`\${${readModelTableId(name, slot)}.Arn}/index/*`)));
  return [allow(['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'], [...rowTables(kept), ...indexes])];
};

/** For a function that executes commands: the rows that are written with the commits of its aggregates, one at a time, in their transactions. */
const inlinePart = ({ key, executes }: MergedFunction, projections: readonly Projection[]): FunctionPart[] => {
  const inline = projections.filter(({ model }) => model.inline && executes.some((name) => model.from.includes(name)));
  if (inline.length === 0) return [];
  const definitions = inline.map(({ source }) => source);
  return [
    {
      key,
      entry: { constants: { inline: js`${runtime('lambda', 'inline')}({ projections: [${definitions}], validate })` } },
      validates: inline.map((projection) => validated('projection', 'projections', projection)),
      statements: [...withRows(inline, ['dynamodb:BatchGetItem', 'dynamodb:PutItem']), rebuildNotes(['dynamodb:GetItem'])],
    },
  ];
};

const rowRoutes = ({ name, http }: Projection): Route[] =>
  http === false
    ? []
    : [
        ['GET', `/${name}`],
        ['GET', `/${name}/{key}`],
      ];

const rowTrials = ({ name, http, model }: Projection): Trial[] =>
  isOpen(http) ? [{ after: model.from, lines: (baseUrl) => [`curl ${baseUrl}/${name}`] }] : [];
