import { eventsTableId, queriesKey, resourceName } from '../../cloudformation/naming.js';
import { ofStreams, readingEvents } from '../../cloudformation/statements.js';
import { table } from '../../cloudformation/table.js';
import type { Resources } from '../../cloudformation/values.js';
import type { Part } from '../../pipeline/construct.js';
import type { Facts } from '../../pipeline/facts.js';
import type { FunctionPart } from '../../pipeline/functionPart.js';
import { js, json, object, runtime } from '../../pipeline/source.js';
import { given } from '../../values.js';
import { nameFaults, validated } from '../schemas/definitions.js';
import { answersHttp, route } from '../schemas/routes.js';
import { type Aggregate, executorOf, snapshotsSource, sourceOf, writesOf } from './aggregate.js';
import { commandsKey, guardsTableId, guardsTableName, snapshotsTableId, snapshotsTableName } from './names.js';
import { aggregateRoutes, aggregateTrials } from './trials.js';

/** Aggregates: a function for the commands of each, and their part of the function that answers queries. */
export const aggregatesPart = (aggregates: readonly Aggregate[]): Part => ({
  sources: aggregates.map(sourceOf),
  facts() {
    const faults = nameFaults('aggregates', aggregates);
    return faults.length > 0 ? { faults } : { value: { executors: aggregates.map(executorOf) } };
  },
  build: (facts) => ({
    functions: [...aggregates.map(commandsFunction), ...queriesPart(aggregates.filter(({ http }) => http !== false))],
    resources: tables(aggregates, facts),
    info: [`aggregates: ${aggregates.map(({ name }) => name).join(', ')}`],
    local: { routes: aggregates.flatMap(aggregateRoutes), trials: () => aggregates.flatMap(aggregateTrials) },
  }),
  own: () => aggregates,
});

const commandsFunction = (aggregate: Aggregate): FunctionPart => {
  const { name, source, http, model } = aggregate;
  return {
    key: commandsKey(name),
    of: `aggregate '${name}'`,
    description: { text: `Commands of ${name}` },
    ...answersHttp,
    events: http === false ? [] : [route('POST', `/${name}/{id}/{command}`, http), route('POST', `/${name}/{command}`, http)],
    entry: {
      factory: 'commandHandler',
      options: {
        aggregate: js`${source}`,
        ...given({ snapshots: snapshotsSource(aggregate), guards: model.guards ? js`${runtime('lambda', 'guards')}` : undefined }),
      },
    },
    validates: [validated('aggregate', 'aggregates', aggregate)],
    executes: [name],
    writes: writesOf(aggregate, model.guards),
  };
};

/** States, and events where they are shown. */
const queriesPart = (aggregates: readonly Aggregate[]): FunctionPart[] => {
  if (aggregates.length === 0) return [];
  const names = aggregates.map(({ name }) => name);
  const kept = aggregates.filter(({ snapshot }) => snapshot !== false).map(({ name }) => name);
  const queried = aggregates.map((aggregate) => {
    const events = aggregate.http !== false && aggregate.http.events;
    return object({ aggregate: js`${aggregate.source}`, events: js`${json(events)}`, snapshots: snapshotsSource(aggregate) });
  });
  return [
    {
      key: queriesKey,
      description: { text: 'Queries of', names },
      ...answersHttp,
      events: aggregates.flatMap(({ name, http }) => {
        if (http === false) return [];
        return [route('GET', `/${name}/{id}`, http), ...(http.events ? [route('GET', `/${name}/{id}/events`, http)] : [])];
      }),
      entry: { factory: 'queryHandler', options: { aggregates: queried, projections: [] } },
      reads: [readingEvents(names), ofStreams(kept, ['dynamodb:GetItem'], snapshotsTableId)],
    },
  ];
};

/**
 * The table of all streams: one item a commit, never updated. That of what only one stream may have, written in the same transactions as the
 * events, and kept as they are. And the table of snapshots: a cache, safe to delete, so nothing keeps it or restores it.
 */
const tables = (aggregates: readonly Aggregate[], { deployment, protection, lastingIds }: Facts): Resources => {
  const guards = lastingIds || aggregates.some(({ model }) => model.guards);
  const cache = { deletionPolicy: 'Delete', pointInTimeRecovery: false } as const;
  return {
    [eventsTableId]: table({
      name: resourceName(deployment, 'events'),
      hash: ['stream', 'S'],
      range: ['version', 'N'],
      protection,
      more: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } },
    }),
    ...(guards && { [guardsTableId]: table({ name: guardsTableName(deployment), hash: ['guard', 'S'], protection }) }),
    ...(aggregates.some(({ snapshot }) => snapshot !== false) && {
      [snapshotsTableId]: table({ name: snapshotsTableName(deployment), hash: ['stream', 'S'], range: ['schema', 'N'], protection: cache }),
    }),
  };
};
