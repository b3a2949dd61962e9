import type { FunctionDefinition, Log, Service } from '../framework/types.js';
import { localCredentials } from './clientConfig.js';

/** Generated functions lie in this folder. */
const generatedHandler = '.event-sourcing/';
/** Seconds; an HTTP API waits no longer. */
const localTimeout = 30;

/**
 * Points the functions to the local DynamoDB. Only for `serverless offline`: what it changes is gone with the process,
 * and no template is made of it.
 */
export function setEnvironment(service: Service, local: { endpoint: string; region: string; env: NodeJS.ProcessEnv }): void {
  const hasCredentials = Boolean(local.env.AWS_ACCESS_KEY_ID || local.env.AWS_PROFILE);
  const inherited = recordOf(service.provider.environment);
  for (const definition of Object.values(service.functions)) {
    if (isGenerated(definition)) makeLocal(definition, local, inherited);
    else
      definition.environment = {
        ...(!hasCredentials && credentials),
        ...endpointOf(local.endpoint),
        ...inherited,
        ...definition.environment,
      };
  }
}

/**
 * Takes `aws_iam` off the routes of the generated functions, which keeps serverless-offline from starting: nobody signs requests
 * to localhost.
 */
export function dropIamAuthorizers(service: Service, log: Pick<Log, 'notice'>): void {
  const signed = Object.values(service.functions)
    .filter(isGenerated)
    .flatMap(({ events = [] }) => events.filter(({ httpApi }) => isSigned(httpApi)));
  for (const event of signed) {
    const { authorizer: _, ...open } = recordOf(event.httpApi);
    event.httpApi = open;
  }
  if (signed.length > 0)
    log.notice(`Routes with the authorizer aws_iam are open to everyone while the service runs offline (${signed.length}).`);
}

function makeLocal(
  definition: FunctionDefinition,
  { endpoint, region }: { endpoint: string; region: string },
  inherited: Environment,
): void {
  const options = definition.environment?.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
  definition.timeout = Math.max(definition.timeout ?? 0, localTimeout);
  definition.environment = {
    ...definition.environment,
    ...endpointOf(endpoint),
    ...credentials,
    AWS_REGION: region,
    NODE_OPTIONS: [options, '--enable-source-maps'].filter(Boolean).join(' '),
    // What counts is the Node that the service is deployed to, not the one it is tried with.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

type Environment = Readonly<Record<string, unknown>>;

const credentials = { AWS_ACCESS_KEY_ID: localCredentials.accessKeyId, AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey };

const endpointOf = (endpoint: string) => ({ AWS_ENDPOINT_URL_DYNAMODB: endpoint });

function isGenerated({ handler }: FunctionDefinition): boolean {
  return handler?.startsWith(generatedHandler) === true;
}

function isSigned(route: unknown): boolean {
  const { authorizer } = recordOf(route);
  const type = typeof authorizer === 'string' ? authorizer : recordOf(authorizer).type;
  return typeof type === 'string' && type.toLowerCase() === 'aws_iam';
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
