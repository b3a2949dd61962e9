import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { commandQueueId, commandQueueKey, commandQueueName } from '../../../plugin/src/constructs/commandQueue/names.js';
import { isolatedQueueId, isolatedQueueName } from '../../../plugin/src/constructs/consumers/names.js';
import { request } from '../../runtime/lambda/httpEvent.js';
import type { Deployment } from './deployment.js';
import { drainQueue, type QueueSource } from './queueMapping.js';
import { feed } from './streamMapping.js';

/** The consumers of the shop that have a function behind a queue of their own. */
const isolated = ['ordersProjection', 'receivers', 'restockingProcess', 'toldPublisher'] as const;

/** The queue in front of such a function. */
export const isolatedQueue = ({ name }: Deployment, functionKey: string): QueueSource => ({
  functionKey,
  queueId: isolatedQueueId(functionKey),
  queueName: isolatedQueueName({ service: name, stage: 'dev' }, functionKey),
});

export const commandQueue = ({ name }: Deployment): QueueSource => ({
  functionKey: commandQueueKey,
  queueId: commandQueueId,
  queueName: commandQueueName({ service: name, stage: 'dev' }),
});

/** Has all consumers take what there is, and what they make of it, until nothing moves any more. @throws Error where there is no end to it */
export async function settle(deployment: Deployment): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds++) {
    let moved = (await feed(deployment, 'projections')) + (await feed(deployment, 'reactions'));
    for (const key of isolated) moved += (await drainQueue(deployment, isolatedQueue(deployment, key))).length;
    if (moved === 0) return;
  }
  throw new Error('The shop does not come to rest.');
}

/** Executes a command by a direct invocation, and answers its result. */
export async function execute(
  { lambda }: Deployment,
  aggregate: 'Item' | 'Order' | 'Member',
  id: string,
  command: string,
  data: object,
): Promise<unknown> {
  return (await lambda(`${aggregate}Commands`)).invoke({ aggregate, id, command, data });
}

/** A request, as API Gateway's HTTP API hands it to a function, and its answer. */
export async function invokeHttp(
  { lambda }: Deployment,
  functionKey: string,
  method: 'GET' | 'POST',
  route: string,
  parts: Parameters<typeof request>[2],
): Promise<{ readonly statusCode: number; readonly body: string }> {
  const answer = await (await lambda(functionKey)).invoke(request(method, route, parts));
  return answer as { readonly statusCode: number; readonly body: string };
}

/** A row of a projection; undefined where there is none. */
export async function row(deployment: Deployment, projection: string, key: string): Promise<unknown> {
  const { statusCode, body } = await invokeHttp(deployment, 'queries', 'GET', `/${projection}/{key+}`, {
    pathParameters: { key },
    headers: {},
  });
  return statusCode === 200 ? JSON.parse(body) : undefined;
}

/** Types of a stream's events, in order. */
export async function eventTypes(deployment: Deployment, stream: string): Promise<string[]> {
  const { Items = [] } = await deployment.database.send(
    new QueryCommand({
      TableName: `${deployment.name}-dev-events`,
      KeyConditionExpression: '#stream = :stream',
      ExpressionAttributeNames: { '#stream': 'stream' },
      ExpressionAttributeValues: { ':stream': { S: stream } },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ types }) => types?.SS?.join('+') ?? '');
}
