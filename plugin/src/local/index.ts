import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { stop as stopEsbuild } from 'esbuild';
import { functionName } from '../cloudformation/naming.js';
import { providerEnvironment } from '../framework/provider.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import type { StandIn } from '../pipeline/localPart.js';
import { given } from '../values.js';
import { bannerOf } from './banner.js';
import { localClientConfig } from './clientConfig.js';
import { provideDynamoDB } from './dynamodbLocal.js';
import { beforeEnding } from './ending.js';
import { dropIamAuthorizers, setEnvironment } from './environment.js';
import { queueConsumers, type StreamConsumer, streamConsumers } from './mappings.js';
import { keepOthersFromStarting } from './otherStarter.js';
import { assertPortsAreFree } from './ports.js';
import { listens } from './probe.js';
import { compileFilter } from './pump/filter.js';
import { invokeThrough } from './pump/invoke.js';
import { startPump } from './pump/pump.js';
import { warmUp } from './pump/warmUp.js';
import { type LocalQueues, openQueues, type QueueConsumer } from './queues/localQueues.js';
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
  const { serverless, serviceDir, log, service: loaded } = options;
  const { env } = process;
  const { service } = serverless;
  const fed = fedBy(loaded);
  // Said by every client of the AWS SDK; what counts is the Node that the service is deployed to.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // Before anything is started: what nobody understands.
  for (const { filterPatterns } of fed.streams) compileFilter(filterPatterns);
  await assertPortsAreFree(offlineAddress(serverless));
  const { endpoint } = await provideDynamoDB({ serviceDir, env, ...dynamodbSettings(serverless) });
  keepOthersFromStarting(serverless);
  const region = serverless.getProvider('aws').getRegion();
  const client = new DynamoDBClient(localClientConfig(endpoint, region));
  const tables = await createTables(client, loaded.resources);
  client.destroy();
  dropIamAuthorizers(service, log);
  const queues = fed.queues.length === 0 ? undefined : await provideQueues(options, fed, { endpoint, region, tables });
  const scheduler = fed.scheduled && (await provideScheduler(options, { endpoint, tables }));
  const offline = { region, env: { ...env, ...providerEnvironment(service) }, resources: service.resources?.Resources ?? {} };
  const standIns = [
    ...(scheduler && fed.scheduled ? [scheduling(fed.scheduled, scheduler)] : []),
    ...loaded.local.flatMap((part) => part.standIns?.(offline) ?? []),
  ];
  setEnvironment(service, { endpoint, region, env, standIns, ...given({ queues }) });
  // Not awaited: serverless-offline starts listening after this hook.
  const lines = standIns.flatMap((standIn) => standIn.lines);
  void accompany(options, fed, { endpoint, region, tables, lines, ...given({ queues, scheduler }) }).catch((error: unknown) => {
    log.error(`Streams, queues and reloads stopped: ${error instanceof Error ? error.message : String(error)}`);
  });
}

type Tables = Awaited<ReturnType<typeof createTables>>;

/** What the functions are fed by, as their templates have it. */
type Fed = {
  readonly streams: readonly StreamConsumer[];
  readonly queues: readonly QueueConsumer[];
  /** The function that a scheduler invokes. */
  readonly scheduled?: { readonly functionName: string; readonly variable: string };
};

function fedBy(service: LoadedService): Fed {
  const [scheduled] = service.local.flatMap((part) => part.scheduled ?? []);
  return {
    streams: streamConsumers(service),
    queues: queueConsumers(service),
    ...(scheduled && {
      scheduled: { functionName: functionName(service.facts.deployment, scheduled.functionKey), variable: scheduled.variable },
    }),
  };
}

/** The scheduler in the process, for the function that sets deadlines. */
const scheduling = ({ functionName, variable }: NonNullable<Fed['scheduled']>, { endpoint }: LocalScheduler): StandIn => ({
  variable,
  environment: { [variable]: `local ${functionName} local`, AWS_ENDPOINT_URL_SCHEDULER: endpoint },
  lines: [],
});

function provideQueues(
  { serverless, serviceDir }: StartLocalOptions,
  { queues }: Fed,
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
  lines: readonly string[];
  queues?: LocalQueues;
  scheduler?: LocalScheduler;
};

async function accompany(options: StartLocalOptions, fed: Fed, prepared: Prepared): Promise<void> {
  const { endpoint, region, tables, lines, queues, scheduler } = prepared;
  const { serverless, serviceDir, log, service } = options;
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
  await warmUp([...fed.streams, ...fed.queues, ...(fed.scheduled ? [fed.scheduled] : [])], lambda.invoke, log);
  const pump = startPump({
    consumers: fed.streams.flatMap((consumer) => {
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
  const at = { baseUrl, dynamodb: endpoint, queues: [...(queues?.urls.values() ?? [])], lines };
  log.notice(bannerOf(service.facts.deployment.service, service.local, at));
}

async function untilListens(host: string, port: number): Promise<void> {
  while (!(await listens(host, port))) await sleep(100, undefined, { ref: false });
}
