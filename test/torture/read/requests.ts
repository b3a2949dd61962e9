import {
  type AttributeValue,
  type DynamoDBClient,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { type Call, through } from './gate.js';

/** An item of the events table. */
export type Item = Record<string, AttributeValue>;

export type RequestOptions = {
  readonly eventsTable: string;
  /** Told of each commit once it is stored, whoever hears the answer. */
  readonly committed: (item: Item) => void;
};

/** Has a client's requests go through the gate: once as the caller makes them, above the SDK's retries, and once for each try below them. */
export function gateRequests({ middlewareStack }: DynamoDBClient, { eventsTable, committed }: RequestOptions): void {
  middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        through(callOf(commandName, 'call'), () => next(args)),
    { step: 'initialize', name: 'gateOfCalls' },
  );
  middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        through(callOf(commandName, 'try'), () => next(args)),
    { step: 'finalizeRequest', priority: 'low', name: 'gateOfTries' },
  );
  middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      for (const item of committedBy(args.input, eventsTable)) committed(item);
      return answer;
    },
    { step: 'deserialize', priority: 'high', name: 'commitsStored' },
  );
}

const callOf = (commandName = '', at: Call['at']): Call => ({ at, kind: kindOf(commandName), lost, throttled, met });

const kindOf = (commandName: string): Call['kind'] => {
  if (commandName.startsWith('TransactWrite')) return 'transaction';
  return /^(Put|Update|Delete|BatchWrite)/.test(commandName) ? 'write' : 'read';
};

const $metadata = { httpStatusCode: 400 };
const lost = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
const throttled = () => new ProvisionedThroughputExceededException({ message: 'injected', $metadata });
const met = () =>
  new TransactionCanceledException({ message: 'injected', CancellationReasons: [{ Code: 'TransactionConflict' }], $metadata });

/** The commits that a request stored, as it has them. */
function committedBy(input: object, eventsTable: string): readonly Item[] {
  const puts = 'TransactItems' in input && Array.isArray(input.TransactItems) ? input.TransactItems.map(({ Put }) => Put) : [input];
  return puts.flatMap((put: { TableName?: string; Item?: Item } | undefined) =>
    put?.TableName === eventsTable && put.Item ? [put.Item] : [],
  );
}
