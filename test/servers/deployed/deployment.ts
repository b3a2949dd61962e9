import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Kafka, logLevel } from 'kafkajs';
import { functionId } from '../../../plugin/src/cloudformation/naming.js';
import type { CloudFormationResource } from '../../../plugin/src/cloudformation/values.js';
import { scheduleGroupId } from '../../../plugin/src/constructs/processes/deadlines.js';
import { createTables } from '../../../plugin/src/local/tables.js';
import { startDynamoDBLocal } from '../../dynamodbLocal.js';
import { type PackagedTemplate, packaged, resource } from '../../plugin/packaged.js';
import { makeService, type TestService } from '../../plugin/service.js';
import { awsSettings, endpointOf } from '../endpoints.js';
import { type LambdaFunction, startFunction } from './lambdaFunction.js';
import { createStack, environmentOf } from './moto.js';
import { partnerName, shopService } from './shopService.js';
import { stackTemplate } from './stackTemplate.js';

/** The shop, packaged as `serverless deploy` does, its stack in moto and its tables in DynamoDB Local. */
export type Deployment = {
  /** The name of the service: `<name>-dev-…` is what it is called in AWS. */
  readonly name: string;
  readonly template: PackagedTemplate;
  readonly database: DynamoDBClient;
  readonly databaseEndpoint: string;
  /** ARN of the stream of the events table. */
  readonly streamArn: string;
  /** A function by its key, started when it is first asked for. */
  lambda(key: string): Promise<LambdaFunction>;
  /** Another container of a function, with some of its environment otherwise. Whoever starts it stops it. */
  startLambda(key: string, environment: Readonly<Record<string, string>>): Promise<LambdaFunction>;
  /** The environment that a function has in the stack. */
  environment(key: string): Promise<Readonly<Record<string, string>>>;
  /** The URL of a queue by its name. */
  queueUrl(queueName: string): Promise<string>;
};

type Running = Deployment & { stop(): Promise<void> };

let running: Promise<Running> | undefined;

// Mocha takes a hook at the top of a file for one of the whole run.
after(async function () {
  this.timeout(60_000);
  await (await running)?.stop();
});

/** The one deployment that all tests of a run share: packaging takes its time. Each test has streams of its own. */
export function deployed(): Promise<Deployment> {
  running ??= deploy();
  return running;
}

/** The URL of what moto says is at AWS. */
const here = (text: string): string => text.replaceAll('https://sqs.us-east-1.amazonaws.com', awsSettings().endpoint);

async function deploy(): Promise<Running> {
  const name = `shop${randomUUID().slice(0, 8)}`;
  const service = await makeService(shopService(name, endpointOf('kafka')));
  const template = await packaged(service);
  const schedules = String(resource(template, scheduleGroupId).Properties.Name);
  await makeSurroundings(name, schedules);
  await createStack(`${name}-dev`, stackTemplate(template, { [scheduleGroupId]: schedules }));
  const local = await startDynamoDBLocal();
  const { region, credentials } = awsSettings();
  const database = new DynamoDBClient({ endpoint: local.endpoint, region, credentials });
  const tables = await createTables(database, template.Resources as Readonly<Record<string, CloudFormationResource>>);
  const streamArn = tables.find(({ tableName }) => tableName === `${name}-dev-events`)?.streamArn ?? '';
  const functions = new Map<string, Promise<LambdaFunction>>();
  const sqs = new SQSClient(awsSettings());

  const environment = async (key: string) => {
    const variables = await environmentOf(`${name}-dev-${key}`);
    return Object.fromEntries(Object.entries(variables).map(([variable, value]) => [variable, here(value)]));
  };
  const startLambda = async (key: string, otherwise: Readonly<Record<string, string>>) =>
    startFunction(
      join(service.dir, '.event-sourcing', `${key}.mjs`),
      { ...accountEnvironment(local.endpoint), ...(await environment(key)), ...otherwise },
      timeoutOf(template, key),
    );
  return {
    name,
    template,
    database,
    databaseEndpoint: local.endpoint,
    streamArn,
    environment,
    startLambda,
    lambda(key) {
      const started = functions.get(key) ?? startLambda(key, {});
      functions.set(key, started);
      return started;
    },
    async queueUrl(QueueName) {
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
      return here(QueueUrl);
    },
    stop: () => stopAll(functions, local, service),
  };
}

async function stopAll(
  functions: ReadonlyMap<string, Promise<LambdaFunction>>,
  local: { stop(): Promise<void> },
  service: TestService,
): Promise<void> {
  for (const one of functions.values()) await (await one).stop();
  await local.stop();
  await service.remove();
}

/** What a function is told of the account that it is in. */
const accountEnvironment = (database: string): NodeJS.ProcessEnv => ({
  AWS_REGION: awsSettings().region,
  AWS_ACCESS_KEY_ID: awsSettings().credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: awsSettings().credentials.secretAccessKey,
  AWS_ENDPOINT_URL: awsSettings().endpoint,
  AWS_ENDPOINT_URL_DYNAMODB: database,
  POWERTOOLS_METRICS_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

function timeoutOf(template: PackagedTemplate, key: string): number {
  const { Timeout } = resource(template, functionId(key)).Properties;
  if (typeof Timeout !== 'number') throw new Error(`${key} has no timeout.`);
  return Timeout;
}

/** What is there before the service: others' buses, buckets and topics; and the group of schedules, which moto's CloudFormation does not know. */
async function makeSurroundings(name: string, schedules: string): Promise<void> {
  await new EventBridgeClient(awsSettings()).send(new CreateEventBusCommand({ Name: partnerName(name) }));
  await new SchedulerClient(awsSettings()).send(new CreateScheduleGroupCommand({ Name: schedules }));
  await new S3Client({ ...awsSettings(), forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: `${name}-archive` }));
  const S3DestinationConfiguration = { RoleARN: 'arn:aws:iam::123456789012:role/firehose', BucketARN: `arn:aws:s3:::${name}-archive` };
  const archive = new CreateDeliveryStreamCommand({ DeliveryStreamName: `${name}-archive`, S3DestinationConfiguration });
  await new FirehoseClient(awsSettings()).send(archive);
  const admin = new Kafka({ clientId: 'test', brokers: [endpointOf('kafka')], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: partnerName(name), numPartitions: 2 }], waitForLeaders: true });
  await admin.disconnect();
}
