import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What was asked of one table. */
export type Usage = { requests: number; rcu: number; wcu: number };

const none = (): Usage => ({ requests: 0, rcu: 0, wcu: 0 });
const readings = new Set(['GetItemCommand', 'GetCommand', 'QueryCommand']);
const writings = new Set(['PutItemCommand', 'PutCommand']);

/** Counts what a client is asked for, by table. What is measured does not know of it: it asks for capacity in the client's middleware. */
export function countUsage(client: DynamoDBClient): { of(table: string): Readonly<Usage>; reset(): void } {
  const tables = new Map<string, Usage>();
  const usageOf = (table: string): Usage => {
    const usage = tables.get(table) ?? none();
    tables.set(table, usage);
    return usage;
  };

  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (!readings.has(commandName) && !writings.has(commandName)) return next(args);
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        const units = unitsOf(answer.output);
        const usage = usageOf(tableOf(args.input));
        if (readings.has(commandName)) usage.rcu += units;
        else usage.wcu += units;
        return answer;
      },
    { step: 'initialize', name: 'askForCapacity' },
  );
  client.middlewareStack.add(
    (next) => async (args) => {
      // After the retries' middleware, so that each try counts.
      usageOf(tableOf(args.input)).requests += 1;
      return next(args);
    },
    { step: 'deserialize', name: 'countRequests' },
  );
  return { of: (table) => tables.get(table) ?? none(), reset: () => tables.clear() };
}

const tableOf = (input: object): string => ('TableName' in input && typeof input.TableName === 'string' ? input.TableName : '');

function unitsOf(output: object): number {
  const capacity = 'ConsumedCapacity' in output ? output.ConsumedCapacity : undefined;
  if (typeof capacity !== 'object' || capacity === null || !('CapacityUnits' in capacity)) throw new Error('DynamoDB told no capacity.');
  return Number(capacity.CapacityUnits);
}
