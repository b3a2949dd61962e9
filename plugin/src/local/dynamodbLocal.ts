import { isAbsolute, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserFault } from '../userFault.js';
import { findJar } from './jar.js';
import { type JavaChild, startJava } from './javaChild.js';
import { answersAsDynamoDB, listens } from './probe.js';

/** `custom.serverless-dynamodb.start`, as far as it concerns us. */
export type DynamoDBStart = { host?: string; port?: number | string; installPath?: string; dbPath?: string };

/** Where a DynamoDB is looked for, and how one is started if there is none. */
export type DynamoDBLocalOptions = {
  serviceDir: string;
  env: NodeJS.ProcessEnv;
  start: DynamoDBStart;
  /** A DynamoDB that listens already is meant for this service: the configuration speaks of it. */
  shared: boolean;
  /** How long Java may take, in milliseconds. */
  startTimeout?: number;
};

/** A DynamoDB that answers; `stop` ends it if we started it, and else does nothing. */
export type DynamoDBLocal = { endpoint: string; started: boolean; stop(): Promise<void> };

const defaultPort = 8000;
const remedy =
  'set custom.serverless-dynamodb.start.port (or DYNAMODB_PORT) to a free port, or DYNAMODB_ENDPOINT to the DynamoDB that you want to use';

/** Finds the DynamoDB for local development, or starts DynamoDB Local. Throws a `UserFault` with the remedy. */
export async function provideDynamoDB(options: DynamoDBLocalOptions): Promise<DynamoDBLocal> {
  const { env, start } = options;
  if (env.DYNAMODB_ENDPOINT) return given(env.DYNAMODB_ENDPOINT);
  const { host, port, endpoint } = localAddress({ env, start });
  if (await listens(host, port)) {
    if (!(await answersAsDynamoDB(endpoint))) throw portTaken(port, 'by something that is not DynamoDB');
    if (!options.shared) throw portTaken(port, 'by a DynamoDB that this service did not start');
    return { endpoint, started: false, stop: async () => undefined };
  }
  return startDynamoDB(options, endpoint, port);
}

/** Where a DynamoDB for local development is, or is to be, unless DYNAMODB_ENDPOINT says. @throws UserFault for a port that is none */
export function localAddress({ env, start }: Pick<DynamoDBLocalOptions, 'env' | 'start'>): {
  host: string;
  port: number;
  endpoint: string;
} {
  const port = portOf(env.DYNAMODB_PORT ?? start.port ?? defaultPort);
  const host = start.host ?? 'localhost';
  return { host, port, endpoint: `http://${host}:${port}` };
}

async function given(endpoint: string): Promise<DynamoDBLocal> {
  if (await answersAsDynamoDB(endpoint)) return { endpoint, started: false, stop: async () => undefined };
  throw new UserFault({
    code: 'DYNAMODB_ENDPOINT_UNREACHABLE',
    message: `DYNAMODB_ENDPOINT is '${endpoint}', but no DynamoDB answers there: start one, or unset DYNAMODB_ENDPOINT to have one started.`,
  });
}

async function startDynamoDB(options: DynamoDBLocalOptions, endpoint: string, port: number): Promise<DynamoDBLocal> {
  const { serviceDir, start, env } = options;
  const storage = start.dbPath ? ['-dbPath', isAbsolute(start.dbPath) ? start.dbPath : resolve(serviceDir, start.dbPath)] : ['-inMemory'];
  const args = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...storage];
  const child = startJava(findJar(serviceDir, start.installPath), [...args, '-sharedDb', '-disableTelemetry', '-port', String(port)], env);
  try {
    await ready(child, endpoint, port, options.startTimeout ?? 30_000);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { endpoint, started: true, stop: () => child.stop() };
}

async function ready(child: JavaChild, endpoint: string, port: number, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout;
  while (Date.now() < deadline) {
    const end = child.ended();
    if (end) throw javaFailed(end, port);
    if (await answersAsDynamoDB(endpoint)) return;
    await sleep(50);
  }
  throw new UserFault({
    code: 'DYNAMODB_LOCAL_NOT_READY',
    message: `DynamoDB Local did not answer on port ${port} within ${timeout / 1000} seconds: try again, or start one yourself and set DYNAMODB_ENDPOINT.`,
  });
}

function javaFailed({ reason, output }: NonNullable<ReturnType<JavaChild['ended']>>, port: number): UserFault {
  if (reason === 'missing') {
    return new UserFault({
      code: 'JAVA_NOT_FOUND',
      message:
        "DynamoDB Local needs Java, and 'java' is not in PATH: install a JRE (17 or later), or set DYNAMODB_ENDPOINT to a DynamoDB that runs.",
    });
  }
  if (/address already in use|failed to bind/i.test(output)) return portTaken(port, 'by something else');
  const lines = output.split('\n').map((line) => line.trim());
  const said = lines.find((line) => /error|exception/i.test(line)) ?? lines.at(-1);
  return new UserFault({
    code: 'JAVA_FAILED',
    message: `DynamoDB Local ended before it was ready, Java says '${said ?? ''}': try 'java -version' (17 or later is needed), or set DYNAMODB_ENDPOINT to a DynamoDB that runs.`,
  });
}

function portTaken(port: number, by: string): UserFault {
  return new UserFault({ code: 'DYNAMODB_PORT_TAKEN', message: `Port ${port} for DynamoDB Local is taken ${by}: ${remedy}.` });
}

function portOf(value: number | string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new UserFault({ code: 'DYNAMODB_PORT_INVALID', message: `The port for DynamoDB Local must be 1 to 65535, '${value}' given.` });
}
