import { providerEnvironment } from '../framework/provider.js';
import type { FunctionDefinition, Log, Service } from '../framework/types.js';
import type { StandIn } from '../pipeline/localPart.js';
import { recordOf } from '../values.js';
import { localCredentials } from './clientConfig.js';

/** Generated functions lie in this folder. */
const generatedHandler = '.event-sourcing/';
/** Seconds; an HTTP API waits no longer. */
const localTimeout = 30;

type Local = {
  readonly endpoint: string;
  readonly region: string;
  readonly env: NodeJS.ProcessEnv;
  /** What takes the place of what only means something in AWS. */
  readonly standIns?: readonly Pick<StandIn, 'variable' | 'environment'>[];
  readonly queues?: { readonly endpoint: string; readonly urls: ReadonlyMap<string, string> };
};

/**
 * Points the functions to the local DynamoDB and the local queues. Only for `serverless offline`: what it changes is gone with the process,
 * and no template is made of it.
 */
export function setEnvironment(service: Service, local: Local): void {
  const hasCredentials = Boolean(local.env.AWS_ACCESS_KEY_ID || local.env.AWS_PROFILE);
  const inherited = providerEnvironment(service);
  for (const definition of Object.values(service.functions)) {
    if (isGenerated(definition)) makeLocal(definition, local, inherited);
    else
      definition.environment = {
        ...(!hasCredentials && credentials),
        ...endpointsOf(local),
        ...inherited,
        ...definition.environment,
      };
    definition.environment = withQueueUrls(definition.environment ?? {}, local);
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

function makeLocal(definition: FunctionDefinition, local: Local, inherited: Environment): void {
  const options = definition.environment?.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
  // Nothing is swept while somebody sits in front of it, but when they ask for it.
  definition.events = definition.events?.filter(({ schedule }) => schedule === undefined) ?? [];
  definition.timeout = Math.max(definition.timeout ?? 0, localTimeout);
  definition.environment = {
    ...definition.environment,
    ...standInsOf(definition, local),
    ...endpointsOf(local, inherited),
    ...credentials,
    AWS_REGION: local.region,
    NODE_OPTIONS: [options, '--enable-source-maps'].filter(Boolean).join(' '),
    // What counts is the Node that the service is deployed to, not the one it is tried with.
    // Nobody reads metrics off a terminal.
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/** Of those that this function would be told. */
const standInsOf = ({ environment = {} }: FunctionDefinition, { standIns = [] }: Local): Environment =>
  Object.assign({}, ...standIns.filter(({ variable }) => variable in environment).map((standIn) => standIn.environment));

type Environment = Readonly<Record<string, unknown>>;

const credentials = { AWS_ACCESS_KEY_ID: localCredentials.accessKeyId, AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey };

/** Who has an SQS of their own means that one: ours is found by the URLs of its queues. */
const endpointsOf = ({ endpoint, env, queues }: Local, { AWS_ENDPOINT_URL_SQS: theirs }: Environment = {}) => ({
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  ...(queues && { AWS_ENDPOINT_URL_SQS: theirs ?? env.AWS_ENDPOINT_URL_SQS ?? queues.endpoint }),
});

/** A `Ref` to a queue is its URL, which CloudFormation would fill in. */
function withQueueUrls(environment: Environment, { queues }: Local): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => {
      const { Ref: referred } = recordOf(value);
      return [name, (typeof referred === 'string' && queues?.urls.get(referred)) || value];
    }),
  );
}

function isGenerated({ handler }: FunctionDefinition): boolean {
  return handler?.startsWith(generatedHandler) === true;
}

function isSigned(route: unknown): boolean {
  const { authorizer } = recordOf(route);
  const type = typeof authorizer === 'string' ? authorizer : recordOf(authorizer).type;
  return typeof type === 'string' && type.toLowerCase() === 'aws_iam';
}
