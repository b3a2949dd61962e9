import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Sabotage } from './messages.js';

/** Breaks a client as the tests ask for it. */
export function sabotageClient({ middlewareStack }: DynamoDBClient, sabotage: Sabotage): void {
  if (sabotage === 'unconditional-put') {
    middlewareStack.add(
      (next, { commandName }) =>
        (args) =>
          next(commandName === 'PutItemCommand' ? { ...args, input: withoutCondition(args.input) } : args),
      { step: 'initialize' },
    );
    return;
  }
  const remembered = new Map<string, { readonly until: number; readonly answer: unknown }>();
  middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'QueryCommand') return next(args);
        const query = JSON.stringify(args.input);
        const old = remembered.get(query);
        const answer = old && old.until > Date.now() ? old.answer : await next(args);
        if (answer !== old?.answer) remembered.set(query, { until: Date.now() + 300, answer });
        return answer as Awaited<ReturnType<typeof next>>;
      },
    { step: 'initialize' },
  );
}

const conditions = new Set(['ConditionExpression', 'ExpressionAttributeNames', 'ReturnValuesOnConditionCheckFailure']);

const withoutCondition = <Input extends object>(input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !conditions.has(name))) as Input;
