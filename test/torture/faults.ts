import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, ProvisionedThroughputExceededException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import type { PlannedFault, RequestFault } from './faultPlan.js';

/** What is still to happen to the requests of the command that is executed. One client serves several commands at once. */
const plans = new AsyncLocalStorage<PlannedFault[]>();

/** Executes with the planned faults happening to the requests that are made meanwhile. */
export const underFaults = <Result>(faults: readonly PlannedFault[], execute: () => Promise<Result>): Promise<Result> =>
  plans.run([...faults], execute);

export type FaultOptions = {
  readonly eventsTable: string;
  /** Is told of each fault as it happens; a process ends only once that has arrived. */
  readonly happened: (fault: RequestFault) => Promise<void>;
};

/** Lets faults happen to a client's requests, once for each try below the SDK's retries, once for each call above them. */
export function injectFaults({ middlewareStack }: DynamoDBClient, options: FaultOptions): void {
  middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        hit('call', commandName, args, next, options),
    {
      step: 'initialize',
      name: 'faultsOfCalls',
    },
  );
  middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        hit('try', commandName, args, next, options),
    {
      step: 'finalizeRequest',
      priority: 'low',
      name: 'faultsOfTries',
    },
  );
}

async function hit<Args extends { readonly input: object }, Answer>(
  at: PlannedFault['at'],
  commandName: string | undefined,
  args: Args,
  next: (args: Args) => Promise<Answer>,
  { eventsTable, happened }: FaultOptions,
): Promise<Answer> {
  const plan = plans.getStore() ?? [];
  const isPut = commandName === 'PutItemCommand' && 'TableName' in args.input && args.input.TableName === eventsTable;
  const [fault] = plan;
  if (fault === undefined || fault.at !== at || (fault.toPut && !isPut)) return next(args);
  plan.shift();
  // The put that is to be lost after it was stored is counted when it is: one that failed was not stored.
  if (fault.fault !== 'lostAnswers' && fault.fault !== 'killedAfterPut') await happened(fault.fault);
  switch (fault.fault) {
    case 'lostAnswers':
      await next(args);
      await happened(fault.fault);
      throw connectionLost();
    case 'lostRequests':
      throw connectionLost();
    case 'latePuts':
      setTimeout(() => next(args).catch(() => undefined), fault.milliseconds);
      throw connectionLost();
    case 'throttled':
      throw new ProvisionedThroughputExceededException({ message: 'injected', $metadata: { httpStatusCode: 400 } });
    case 'transactionConflicts':
      throw new TransactionConflictException({ message: 'injected', $metadata: { httpStatusCode: 400 } });
    case 'delayed':
      await sleep(fault.milliseconds);
      return next(args);
    case 'killedAfterPut':
      await next(args);
      await happened(fault.fault);
      return die();
    case 'killedBeforePut':
      return die();
  }
}

const connectionLost = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}
