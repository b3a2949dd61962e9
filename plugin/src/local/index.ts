import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { stop as stopEsbuild } from 'esbuild';
import { type LocalTargets, localTargets } from '../constructs/publish/localTargets.js';
import { providerEnvironment } from '../framework/provider.js';
import { bannerOf } from './banner.js';
import { localClientConfig } from './clientConfig.js';
import { provideDynamoDB } from './dynamodbLocal.js';
import { beforeEnding } from './ending.js';
import { dropIamAuthorizers, setEnvironment } from './environment.js';
import { keepOthersFromStarting } from './otherStarter.js';
import { assertPortsAreFree } from './ports.js';
import { listens } from './probe.js';
import { compileFilter } from './pump/filter.js';
import { invokeThrough } from './pump/invoke.js';
import { startPump } from './pump/pump.js';
import { warmUp } from './pump/warmUp.js';
import { type LocalQueues, openQueues } from './queues/localQueues.js';
import { openQueueFile } from './queues/queueFile.js';
import { type LocalScheduler, openScheduler } from './schedules/localScheduler.js';
import { openScheduleFile } from './schedules/scheduleFile.js';
import { dynamodbSettings, offlineAddress, queuePort } from './settings.js';
import { createTables } from './tables.js';
import type { StartLocalOptions } from './types.js';
import { watchHandlers } from './watch.js';

const started = new WeakMap<object, Promise<void>>();

/**
 * Prepares `serverless offline`: a DynamoDB with the service's tables, functions that know it, and, once serverless-offline listens,
 * streams, queues, reloads and a banner. Does so once for a run, whichever hooks call it. Throws a `UserFault` with the remedy.
 */
export function startLocal(options: StartLocalOptions): Promise<void> {
  const start = started.get(options.serverless) ?? prepare(options);
  started.set(options.serverless, start);
  return start;
}

async function prepare(options: StartLocalOptions): Promise<void> {
  const { serverless, serviceDir, log } = options;
  const { env } = process;
  const { service } = serverless;
  // Said by every client of the AWS SDK; what counts is the Node that the service is deployed to.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // Before anything is started: what nobody understands.
  for (const { filterPatterns } of options.consumers) compileFilter(filterPatterns);
  await assertPortsAreFree(offlineAddress(serverless));
  const { endpoint } = await provideDynamoDB({ serviceDir, env, ...dynamodbSettings(serverless) });
  keepOthersFromStarting(serverless);
  const region = serverless.getProvider('aws').getRegion();
  const client = new DynamoDBClient(localClientConfig(endpoint, region));
  const tables = await createTables(client, options.resources);
  client.destroy();
  dropIamAuthorizers(service, log);
  const queues = options.queues.length === 0 ? undefined : await provideQueues(options, { endpoint, region, tables });
  const scheduler = options.deadlines === undefined ? undefined : await provideScheduler(options, { endpoint, tables });
  const deadlines = scheduler && options.deadlines !== undefined && { endpoint: scheduler.endpoint, functionName: options.deadlines };
  const targets = localTargets(options.model.publishers, {
    region,
    env: { ...env, ...providerEnvironment(service) },
    resources: service.resources?.Resources ?? {},
  });
  setEnvironment(service, {
    endpoint,
    region,
    env,
    ...(targets && { targets }),
    ...(queues && { queues }),
    ...(deadlines && { deadlines }),
  });
  // Not awaited: serverless-offline starts listening after this hook.
  void accompany(options, { endpoint, region, tables, targets, ...(queues && { queues }), ...(scheduler && { scheduler }) }).catch(
    (error: unknown) => {
      log.error(`Streams, queues and reloads stopped: ${error instanceof Error ? error.message : String(error)}`);
    },
  );
}

type Tables = Awaited<ReturnType<typeof createTables>>;

function provideQueues(
  { serverless, serviceDir, queues }: StartLocalOptions,
  { endpoint, region, tables }: { endpoint: string; region: string; tables: Tables },
): Promise<LocalQueues> {
  const folder = join(serviceDir, '.event-sourcing', 'local', 'queues');
  const origin = originOf(endpoint, tables);
  const storeOf = (queueName: string) => openQueueFile(folder, queueName, origin);
  return openQueues({ consumers: queues, region, port: queuePort(serverless, process.env), storeOf });
}

// A stream's ARN has the moment of its creation in it: what was sent or scheduled beside an in-memory database goes with that.
const originOf = (endpoint: string, tables: Tables): string => [endpoint, ...tables.flatMap(({ streamArn }) => streamArn ?? [])].join(' ');

function provideScheduler(
  { serviceDir }: StartLocalOptions,
  { endpoint, tables }: { endpoint: string; tables: Tables },
): Promise<LocalScheduler> {
  const path = join(serviceDir, '.event-sourcing', 'local', 'schedules.json');
  return openScheduler(openScheduleFile(path, originOf(endpoint, tables)));
}

type Prepared = {
  endpoint: string;
  region: string;
  tables: Tables;
  targets: LocalTargets | undefined;
  queues?: LocalQueues;
  scheduler?: LocalScheduler;
};

async function accompany(options: StartLocalOptions, { endpoint, region, tables, targets, queues, scheduler }: Prepared): Promise<void> {
  const { serverless, serviceDir, log, model } = options;
  const { baseUrl, host, httpPort, lambdaPort } = offlineAddress(serverless);
  await untilListens(host, lambdaPort);
  const lambda = invokeThrough({ host, port: lambdaPort });
  beforeEnding(() => {
    // serverless-offline never answers for what its workers had in hand, and would wait five seconds for these connections to close.
    lambda.cutOff('the service ends');
    void queues?.stop();
    scheduler?.stop();
    void stopEsbuild();
  });
  const told = options.deadlines === undefined ? [] : [{ functionName: options.deadlines }];
  await warmUp([...options.consumers, ...options.queues, ...told], lambda.invoke, log);
  const pump = startPump({
    consumers: options.consumers.flatMap((consumer) => {
      const streamArn = tables.find(({ tableName }) => tableName === consumer.tableName)?.streamArn;
      return streamArn === undefined ? [] : [{ ...consumer, streamArn }];
    }),
    streams: new DynamoDBStreamsClient(localClientConfig(endpoint, region)),
    endpoint,
    region,
    folder: join(serviceDir, '.event-sourcing', 'local', 'positions'),
    invoke: lambda.invoke,
    log,
  });
  queues?.start({ invoke: lambda.invoke, warn: (message) => log.warning(message) });
  scheduler?.start(lambda.invoke, (message) => log.warning(message));
  beforeEnding(() => void pump.stop());
  // A watching esbuild may wait for ever for the answer to its last ping, which a process that is gone does not give.
  process.once('exit', () => void stopEsbuild());
  await watchHandlers({
    buildOptions: options.buildOptions(),
    log,
    async reload() {
      await serverless.pluginManager.spawn('offline:functionsUpdated');
      lambda.cutOff('its code was replaced meanwhile');
    },
  });
  await untilListens(host, httpPort);
  log.notice(
    bannerOf(model, { baseUrl, dynamodb: endpoint, queues: [...(queues?.urls.values() ?? [])], publishers: targets?.lines ?? [] }),
  );
}

async function untilListens(host: string, port: number): Promise<void> {
  while (!(await listens(host, port))) await sleep(100, undefined, { ref: false });
}
