import type { Serverless } from '../framework/types.js';
import { UserFault } from '../userFault.js';
import type { DynamoDBStart } from './dynamodbLocal.js';

/** Where serverless-offline listens. */
export type OfflineAddress = {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly host: string;
  readonly httpPort: number;
  readonly lambdaPort: number;
};

type Settings = Readonly<Record<string, unknown>>;

/** serverless-offline's own order: the command line, then `custom.serverless-offline`, then its defaults. */
export function offlineAddress({ service, processedInput }: Pick<Serverless, 'service' | 'processedInput'>): OfflineAddress {
  const options: Settings = { ...settingsAt(service.custom, 'serverless-offline'), ...given(processedInput.options) };
  // A server on all addresses is reached by this one.
  const host = [undefined, '0.0.0.0', '::'].includes(options.host as string | undefined) ? 'localhost' : String(options.host);
  const httpPort = Number(options.httpPort ?? 3000);
  const origin = `${options.httpsProtocol ? 'https' : 'http'}://${host}:${httpPort}`;
  return {
    baseUrl: options.prefix ? `${origin}/${options.prefix}` : origin,
    host,
    httpPort,
    lambdaPort: Number(options.lambdaPort ?? 3002),
  };
}

/** Where the queues listen: `SQS_PORT`, or beside serverless-offline's ports, which are up to three above its first. */
export function queuePort(
  serverless: Pick<Serverless, 'service' | 'processedInput'>,
  { SQS_PORT: wanted }: NodeJS.ProcessEnv,
): { wanted: number } | { preferred: number } {
  if (wanted === undefined || wanted === '') return { preferred: offlineAddress(serverless).lambdaPort + 2 };
  const port = Number(wanted);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return { wanted: port };
  throw new UserFault({ code: 'LOCAL_QUEUE_PORT_INVALID', message: `SQS_PORT must be a port from 1 to 65535, '${wanted}' given.` });
}

/** What serverless-dynamodb's configuration says of the database, and whether the service speaks of one at all. */
export function dynamodbSettings(serverless: Pick<Serverless, 'service' | 'configurationInput'>): {
  start: DynamoDBStart;
  shared: boolean;
} {
  const { custom } = serverless.service;
  // serverless-dynamodb reads both names too.
  const settings = settingsAt(custom, 'serverless-dynamodb') ?? settingsAt(custom, 'dynamodb');
  const start: DynamoDBStart = settingsAt(settings, 'start') ?? {};
  return {
    start,
    shared: start.port !== undefined || start.host !== undefined || listsDynamoDBPlugin(serverless.configurationInput.plugins),
  };
}

function listsDynamoDBPlugin(plugins: unknown): boolean {
  const modules: unknown = isSettings(plugins) ? plugins.modules : plugins;
  return Array.isArray(modules) && modules.includes('serverless-dynamodb');
}

function settingsAt(settings: Settings | undefined, key: string): Settings | undefined {
  const value = settings?.[key];
  return isSettings(value) ? value : undefined;
}

/** The framework lists options that were not given as undefined, null or false. */
function given(options: Settings): Settings {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null && value !== false));
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
