import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What was asked of a database: items that were written, or tried to be, requests, and read units. */
export type RowUsage = { writes: number; requests: number; rcu: number };

/** Counts what a client is asked for. DynamoDB Local counts 4 units for whatever a transaction writes, so it is items that are counted. */
export function countRows(client: DynamoDBClient): { readonly usage: Readonly<RowUsage>; reset(): void } {
  const usage: RowUsage = { writes: 0, requests: 0, rcu: 0 };
  client.middlewareStack.add(
    (next) => async (args) => {
      usage.requests += 1;
      usage.writes += itemsIn(args.input);
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      if ('RequestItems' in args.input) usage.rcu += unitsOf(answer.output);
      return answer;
    },
    { step: 'initialize', name: 'countRows' },
  );
  return { usage, reset: () => void Object.assign(usage, { writes: 0, requests: 0, rcu: 0 }) };
}

function itemsIn(input: object): number {
  if ('TransactItems' in input && Array.isArray(input.TransactItems)) return input.TransactItems.length;
  if ('Statements' in input && Array.isArray(input.Statements)) return input.Statements.length;
  return 'Item' in input ? 1 : 0;
}

/** Of a request that may be to several tables. */
function unitsOf(output: object): number {
  const capacity: unknown = 'ConsumedCapacity' in output ? output.ConsumedCapacity : undefined;
  if (!Array.isArray(capacity)) throw new Error('DynamoDB told no capacity.');
  return capacity.reduce((sum: number, { CapacityUnits }: { readonly CapacityUnits?: number }) => sum + (CapacityUnits ?? 0), 0);
}
