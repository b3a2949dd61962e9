import type { FunctionDefinition, Service } from '../../plugin/src/framework/types.js';
import type { PackagedResource, PackagedTemplate } from './packaged.js';

type Json = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, PackagedResource>>;
type Compile = (event: Json, target: Target) => Resources;
type Target = { readonly key: string; readonly id: string; readonly definition: FunctionDefinition };

/**
 * What the framework makes of functions and resources, as far as the plugin uses it. `compiledTemplate.int.test.ts` holds it against templates that
 * the framework has packaged.
 */
export const compiledTemplate = (service: Service): PackagedTemplate => {
  const targets = Object.entries(service.functions).map(([key, definition]) => ({ key, id: idOf(key), definition }));
  const events = targets.flatMap((target) =>
    (target.definition.events ?? []).flatMap((event) =>
      Object.entries(event).map(([kind, settings]) => compilers[kind]?.(objectOf(settings), target) ?? unknownEvent(kind)),
    ),
  );
  const compiled = [...targets.map((target) => functionResources(target, service)), ...events];
  return { Resources: Object.assign({}, ...compiled, service.resources?.Resources) };
};

const unknownEvent = (kind: string): never => {
  throw new Error(`Nothing is known here of the event '${kind}' of a function.`);
};

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? { ...value } : {});

const idOf = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');

const arnOf = (id: string) => ({ 'Fn::GetAtt': [`${id}LambdaFunction`, 'Arn'] });

/** Without the entries that are undefined. */
const given = (json: Json): Json => Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));

const functionResources = ({ id, definition }: Target, { provider }: Service): Resources => {
  const { name, handler, runtime, memorySize, timeout, description, role, environment } = definition;
  const variables = { ...objectOf(provider.environment), ...environment };
  const vpc = objectOf(provider.vpc);
  const properties = given({
    Handler: handler,
    Runtime: runtime ?? provider.runtime,
    FunctionName: name,
    MemorySize: memorySize ?? provider.memorySize ?? 1024,
    Timeout: timeout ?? provider.timeout ?? 6,
    Description: description,
    KmsKeyArn: provider.kmsKeyArn,
    TracingConfig: objectOf(provider.tracing).lambda ? { Mode: 'Active' } : undefined,
    Environment: Object.keys(variables).length > 0 ? { Variables: variables } : undefined,
    Role: typeof role === 'string' ? { 'Fn::GetAtt': [role, 'Arn'] } : undefined,
    VpcConfig: vpc.subnetIds ? { SecurityGroupIds: vpc.securityGroupIds, SubnetIds: vpc.subnetIds } : undefined,
  });
  return {
    [`${id}LogGroup`]: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `/aws/lambda/${name}` } },
    [`${id}LambdaFunction`]: { Type: 'AWS::Lambda::Function', Properties: properties },
    ...invocationResources(id, definition),
  };
};

/** How asynchronous invocations of a function are tried, and where goes what failed. */
const invocationResources = (id: string, { maximumRetryAttempts, maximumEventAge, destinations }: FunctionDefinition): Resources => {
  if (maximumRetryAttempts === undefined && destinations === undefined) return {};
  const { onFailure } = objectOf(destinations);
  const Properties = given({
    FunctionName: { Ref: `${id}LambdaFunction` },
    MaximumEventAgeInSeconds: maximumEventAge,
    MaximumRetryAttempts: maximumRetryAttempts,
    Qualifier: '$LATEST',
    DestinationConfig: onFailure && { OnFailure: { Destination: objectOf(onFailure).arn } },
  });
  return { [`${id}LambdaEvConf`]: { Type: 'AWS::Lambda::EventInvokeConfig', Properties } };
};

const mapping = (id: string, source: string, { id: target }: Target, properties: Json): Resources => ({
  [`${target}EventSourceMapping${source}${id}`]: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: given({ FunctionName: arnOf(target), ...properties }),
  },
});

/** What is left of a name in a logical id. */
const plain = (name: string): string => idOf(name.replaceAll(/[^0-9A-Za-z]/g, ''));

const nameOf = (arn: unknown): string => {
  const { 'Fn::GetAtt': attribute } = objectOf(arn);
  return plain(Array.isArray(attribute) ? String(attribute[0]) : (String(arn).split(':').at(-1) ?? ''));
};

const filters = (patterns: unknown) =>
  Array.isArray(patterns) ? { Filters: patterns.map((pattern) => ({ Pattern: JSON.stringify(pattern) })) } : undefined;

const route: Compile = ({ method, path, authorizer }, { id, definition }) => {
  const RouteKey = `${String(method).toUpperCase()} ${path}`;
  const integration = `HttpApiIntegration${id}`;
  return {
    [integration]: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arnOf(id),
        PayloadFormatVersion: objectOf(definition.httpApi).payload ?? '2.0',
        TimeoutInMillis: 30_000,
      },
    },
    [`HttpApiRoute${plain(RouteKey)}`]: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'HttpApi' },
        RouteKey,
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: integration }]] },
        ...authorization(authorizer),
      },
    },
  };
};

const authorization = (authorizer: unknown): Json => {
  if (authorizer === undefined) return {};
  const { type, name, scopes } = typeof authorizer === 'string' ? { type: authorizer } : objectOf(authorizer);
  if (String(type).toLowerCase() === 'aws_iam') return { AuthorizationType: 'AWS_IAM' };
  return given({ AuthorizationType: 'JWT', AuthorizationScopes: scopes, AuthorizerId: { Ref: `HttpApiAuthorizer${plain(String(name))}` } });
};

const stream: Compile = (event, target) =>
  mapping(nameOf(event.arn), 'Dynamodb', target, {
    BatchSize: event.batchSize ?? 10,
    Enabled: event.enabled ?? true,
    EventSourceArn: event.arn,
    StartingPosition: event.startingPosition ?? 'TRIM_HORIZON',
    MaximumRetryAttempts: event.maximumRetryAttempts,
    BisectBatchOnFunctionError: event.bisectBatchOnFunctionError,
    FunctionResponseTypes: event.functionResponseType === undefined ? undefined : [event.functionResponseType],
    FilterCriteria: filters(event.filterPatterns),
  });

const queue: Compile = (event, target) =>
  mapping(nameOf(event.arn), 'SQS', target, {
    BatchSize: event.batchSize ?? 10,
    MaximumBatchingWindowInSeconds: event.maximumBatchingWindow,
    EventSourceArn: event.arn,
    Enabled: event.enabled ?? true,
    FunctionResponseTypes: event.functionResponseType === undefined ? undefined : [event.functionResponseType],
    FilterCriteria: filters(event.filterPatterns),
    ScalingConfig: event.maximumConcurrency === undefined ? undefined : { MaximumConcurrency: event.maximumConcurrency },
  });

const topic = (event: Json): Json => ({
  BatchSize: event.batchSize,
  MaximumBatchingWindowInSeconds: event.maximumBatchingWindow,
  Enabled: event.enabled,
  StartingPosition: event.startingPosition ?? 'TRIM_HORIZON',
  Topics: [event.topic],
});

const groupOf = ({ consumerGroupId }: Json) => (consumerGroupId === undefined ? undefined : { ConsumerGroupId: consumerGroupId });

const cluster: Compile = (event, target) =>
  mapping(plain(String(event.topic)), 'MSK', target, {
    ...topic(event),
    EventSourceArn: event.arn,
    AmazonManagedKafkaEventSourceConfig: groupOf(event),
    SourceAccessConfigurations: event.saslScram512 === undefined ? undefined : [{ Type: 'SASL_SCRAM_512_AUTH', URI: event.saslScram512 }],
  });

const accesses: Readonly<Record<string, readonly [type: string, prefix: string]>> = {
  vpcSubnet: ['VPC_SUBNET', 'subnet:'],
  vpcSecurityGroup: ['VPC_SECURITY_GROUP', 'security_group:'],
  saslPlainAuth: ['BASIC_AUTH', ''],
  saslScram256Auth: ['SASL_SCRAM_256_AUTH', ''],
  saslScram512Auth: ['SASL_SCRAM_512_AUTH', ''],
  clientCertificateTlsAuth: ['CLIENT_CERTIFICATE_TLS_AUTH', ''],
  serverRootCaCertificate: ['SERVER_ROOT_CA_CERTIFICATE', ''],
};

const brokers: Compile = (event, target) =>
  mapping(plain(String(event.topic)), 'Kafka', target, {
    ...topic(event),
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: event.bootstrapServers } },
    SelfManagedKafkaEventSourceConfig: groupOf(event),
    SourceAccessConfigurations: Object.entries(objectOf(event.accessConfigurations)).flatMap(([kind, values]) => {
      const [Type, prefix] = accesses[kind] ?? [kind, ''];
      return (Array.isArray(values) ? values : []).map((value) => ({ Type, URI: `${prefix}${value}` }));
    }),
  });

const schedule: Compile = (event, { key, id }) => ({
  [`${id}EventsRuleSchedule1`]: {
    Type: 'AWS::Events::Rule',
    Properties: given({
      ScheduleExpression: Array.isArray(event.rate) ? event.rate[0] : event.rate,
      State: event.enabled === false ? 'DISABLED' : 'ENABLED',
      Description: event.description,
      Targets: [given({ Input: event.input && JSON.stringify(event.input), Arn: arnOf(id), Id: `${key}Schedule` })],
    }),
  },
});

const compilers: Readonly<Record<string, Compile>> = { httpApi: route, stream, sqs: queue, msk: cluster, kafka: brokers, schedule };
