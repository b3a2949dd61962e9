import { bookmarksTableId, eventsTableId, parkedTableId, streamPrefix } from '../../cloudformation/naming.js';
import { queueEvent } from '../../cloudformation/queue.js';
import { allow, ofStreams, readingEvents, type Statement, type TableUse } from '../../cloudformation/statements.js';
import { getAtt } from '../../cloudformation/values.js';
import type { Facts, Reader } from '../../pipeline/facts.js';
import type { FunctionPart, LambdaEvent, LoggedAlarm } from '../../pipeline/functionPart.js';
import { given } from '../../values.js';
import { consumersTimeout, isolationPart } from './isolation.js';
import { isolatedQueueId } from './names.js';
import { followedBy, type Placed, sourcesOf } from './placement.js';
import { keepsBookmarks } from './tables.js';

/** What a function is made with that runs consumers of a reader, and the option that lists them. */
const factories: Readonly<Record<Reader, { readonly factory: string; readonly lists: string }>> = {
  projections: { factory: 'projectionHandler', lists: 'projections' },
  reactions: { factory: 'reactionHandler', lists: 'consumers' },
};

/** What a function has that runs consumers, whatever these do. */
export const placedPart = (placed: Placed, facts: Facts): FunctionPart => {
  const { key, reader, consumers, queued, forwards } = placed;
  const { factory, lists } = factories[reader];
  const { environment, statements = [], entry } = isolationPart(placed, facts);
  const follows = [...new Set([placed, ...forwards].flatMap((one) => followedBy(one, facts)))];
  return {
    key,
    ...(forwards.length > 0 && { description: { text: `Tells ${forwards.map((told) => told.key).join(', ')} of commits` } }),
    timeout: consumersTimeout,
    events: [queued ? queueEvent(getAtt(isolatedQueueId(key), 'Arn')) : streamEvent(follows)],
    ...given({ environment }),
    entry: { factory, options: { [lists]: [], ...entry?.options } },
    reads: [readingEvents(sourcesOf(placed, facts))],
    writes: [...bookmarks(placed, facts), parked(placed)],
    statements: [...(queued ? [] : [readingStream]), ...statements],
    consumers: consumers.map(({ name }) => name),
    follows,
    alarms: queued ? [streamParked] : [streamParked, commitAltered],
  };
};

/**
 * The mapping to the events table's stream: tries without limit and at any age, since a broken deploy must not discard events; only the
 * failed part of a batch again, and in halves when the function itself fails.
 */
const streamEvent = (follows: readonly string[]): LambdaEvent => ({
  stream: {
    type: 'dynamodb',
    arn: getAtt(eventsTableId, 'StreamArn'),
    batchSize: 100,
    startingPosition: 'TRIM_HORIZON',
    maximumRetryAttempts: -1,
    bisectBatchOnFunctionError: true,
    functionResponseType: 'ReportBatchItemFailures',
    // One pattern, since Lambda takes five. By aggregate, not by what happened: a record of an update or a removal has to reach the function, which raises an alarm.
    filterPatterns: [{ dynamodb: { Keys: { stream: { S: follows.map((name) => ({ prefix: streamPrefix(name) })) } } } }],
  },
});

const readingStream: Statement = allow(
  ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream', 'dynamodb:ListStreams'],
  [getAtt(eventsTableId, 'StreamArn')],
);

// A position's key begins with its stream's name.
const bookmarks = (placed: Placed, facts: Facts): TableUse[] =>
  keepsBookmarks(placed) ? [ofStreams(followedBy(placed, facts), ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], bookmarksTableId)] : [];

// A parked stream's key begins with its consumer's name. A redrive lists them, and lets them go.
const parked = ({ consumers }: Placed): TableUse => ({
  table: parkedTableId,
  actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
  keys: [...new Set(consumers.map(({ name, parkedAs = name }) => parkedAs))],
});

const streamParked: LoggedAlarm = {
  line: 'StreamParked',
  name: 'parked',
  description:
    'A stream was parked for a consumer: an event kept failing. serverless eventsourcing status shows it, redrive and discard act on it.',
};

const commitAltered: LoggedAlarm = {
  line: 'CommitAltered',
  name: 'altered',
  description: 'A commit in the events table was changed or removed by somebody. The log of the function says which one.',
};
