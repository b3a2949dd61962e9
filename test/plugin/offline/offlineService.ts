import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { sharedDynamoDB } from '../../dynamodbLocal.js';
import { type Framework, serverless3 } from '../frameworks.js';
import { runInProcess } from '../inProcess.js';
import { itemService } from '../itemService.js';
import { freePorts, type Running, type RunningOptions, startService } from '../running.js';
import { makeService, type Run, type ServiceFiles, type TestService } from '../service.js';
import { endProcesses, type Process, processesMarked } from './markedProcesses.js';

/** A service of items with ports of its own, to be started as often as a test wants. */
export type OfflineService = {
  readonly service: TestService;
  /** What its functions and tables are named by: `items-1a2b3c-dev`. */
  readonly prefix: string;
  readonly url: string;
  readonly ports: { readonly http: number; readonly lambda: number; readonly dynamodb: number };
  /** Starts it, and returns at once. */
  readonly launch: (options?: LaunchOptions) => Running;
  /** Starts it, and waits until it answers. */
  readonly start: (options?: LaunchOptions) => Promise<Running>;
  /** Runs a verb of `serverless eventsourcing` on it, in this process: by a framework only where that is another than serverless 3. */
  readonly verb: (...args: string[]) => Promise<Run>;
  /** Its processes, whoever started them. */
  readonly processes: () => Process[];
  /** Stops what still runs of it, and removes its folder. */
  readonly end: () => Promise<void>;
};

type LaunchOptions = RunningOptions & { readonly command?: readonly string[] };

type OfflineServiceOptions = {
  readonly files?: ServiceFiles;
  readonly plugins?: readonly string[];
  /** The `eventSourcing` block. */
  readonly block?: string;
  readonly framework?: Framework;
  /** Whether it starts a database as a user's does, rather than use the one that all tests share. Default: false. */
  readonly ownDatabase?: boolean;
};

/** Makes a service that `serverless offline` runs, under serverless 3 unless another framework is given. */
export const offlineService = async ({
  files = {},
  plugins = [],
  block,
  framework = serverless3,
  ownDatabase = false,
}: OfflineServiceOptions = {}): Promise<OfflineService> => {
  const [http = 0, lambda = 0, own = 0] = await freePorts(3);
  const dynamodb = ownDatabase ? own : Number(new URL(await sharedDynamoDB()).port);
  const name = `items-${randomBytes(3).toString('hex')}`;
  const yaml = [
    'provider: { name: aws }',
    'custom:',
    `  serverless-offline: { httpPort: ${http}, lambdaPort: ${lambda} }`,
    `  serverless-dynamodb: { start: { port: ${dynamodb} } }`,
  ].join('\n');
  const listed = ['serverless-event-sourcing', 'serverless-offline', ...plugins];
  const service = await makeService(
    itemService({ name, yaml, files, plugins: listed, ...(block === undefined ? {} : { block }) }),
    framework,
  );
  const [variable, value] = ['EVENT_SOURCING_TEST', randomUUID()];
  const mark = `${variable}=${value}`;
  const runs: Running[] = [];
  const launch: OfflineService['launch'] = ({ command = ['offline'], env, ...options } = {}) => {
    const running = startService(service, command, { ...options, env: { ...env, [variable]: value } });
    runs.push(running);
    return running;
  };
  return {
    service,
    prefix: `${name}-dev`,
    url: `http://localhost:${http}`,
    ports: { http, lambda, dynamodb },
    launch,
    async start(options) {
      const running = launch(options);
      await running.wrote('is ready at');
      return running;
    },
    verb: (...args) => {
      const command = ['eventsourcing', ...args, '--local'];
      return framework === serverless3 ? runInProcess(service.dir, command) : service.run(...command);
    },
    processes: () => processesMarked(mark),
    async end() {
      endProcesses(processesMarked(mark));
      await Promise.all(runs.map(({ ended }) => ended));
      await service.remove();
    },
  };
};

/** Sends a command to an item. */
export const send = (url: string, id: string, command: string, payload: object): Promise<Response> =>
  fetch(`${url}/Item/${id}/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
    signal: AbortSignal.timeout(60_000),
  });

export type CatalogueRow = { readonly id: string; readonly name: string; readonly price: number; readonly updates?: number };

/** The rows of the catalogue, by their ids. */
export const rowsOf = async (url: string): Promise<CatalogueRow[]> => {
  const { rows } = (await (await fetch(`${url}/catalogue`, { signal: AbortSignal.timeout(60_000) })).json()) as { rows: CatalogueRow[] };
  return rows.sort((a, b) => a.id.localeCompare(b.id));
};

/** Asks until the answer is as expected, and answers it: rows follow events in their own time. */
export const eventually = async <Answer>(
  ask: () => Answer | Promise<Answer>,
  expected: (answer: Answer) => boolean,
  withinMs = 240_000,
): Promise<Answer> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (expected(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`Within ${withinMs} ms there was no other answer than: ${JSON.stringify(answer)}`);
    await sleep(50);
  }
};
