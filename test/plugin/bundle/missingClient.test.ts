import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { BuildFailure } from 'esbuild';
import { missingClient } from '../../../plugin/src/bundle/missingClient.js';

const clients = [
  { name: '@aws-sdk/client-sqs', neededBy: 'eventSourcing.commandQueue' },
  { name: '@aws-sdk/client-sqs', neededBy: 'a consumer that is isolated' },
  { name: '@aws-sdk/client-sqs', neededBy: 'a publisher to SQS' },
  { name: '@aws-sdk/client-sns', neededBy: 'a publisher to SNS' },
];

/** A failure as esbuild throws it: a file could not resolve a package. */
const failureIn = (file: string, client: string): BuildFailure => {
  const location = { file, namespace: '', line: 1, column: 0, length: 1, lineText: '', suggestion: '' };
  const error = { id: '', pluginName: '', text: `Could not resolve "${client}"`, location, notes: [], detail: undefined };
  return Object.assign(new Error('Build failed'), { errors: [error], warnings: [] });
};

describe('a client that is not installed', () => {
  const runtime = 'node_modules/serverless-event-sourcing-runtime';
  let service: string;

  before(async () => {
    service = await realpath(await mkdtemp(join(tmpdir(), 'missing-client-')));
    const exports = {
      './sqs': { default: './dist/adapters/sqs/index.js' },
      './kafkajs': { default: './dist/adapters/kafka/kafkajs/index.js' },
    };
    const manifest = join(service, runtime, 'package.json');
    await mkdir(dirname(manifest), { recursive: true });
    await writeFile(
      manifest,
      JSON.stringify({
        name: 'serverless-event-sourcing-runtime',
        exports: { ...exports, './kafka': { default: './dist/adapters/kafka/index.js' } },
      }),
    );
  });
  after(() => rm(service, { recursive: true, force: true }));

  const messageOf = async (file: string, client: string) => (await missingClient(failureIn(file, client), clients, service))?.message;

  it('is named with all that needs it', async () => {
    expect(await messageOf(`${runtime}/dist/adapters/sqs/queues.js`, '@aws-sdk/client-sqs')).to.equal(
      'eventSourcing.commandQueue, a consumer that is isolated, or a publisher to SQS, needs @aws-sdk/client-sqs, which is not installed in this service. Install it: npm install @aws-sdk/client-sqs',
    );
    expect(await messageOf(`${runtime}/dist/adapters/sqs/sns.js`, '@aws-sdk/client-sns')).to.match(/^A publisher to SNS needs @aws-sdk/);
  });

  it("is named with the runtime's entry where no construct declares it", async () => {
    expect(await messageOf(`${runtime}/dist/adapters/kafka/kafkajs/producer.js`, 'kafkajs')).to.match(
      /^serverless-event-sourcing-runtime\/kafkajs needs kafkajs, /,
    );
    expect(await messageOf(`${runtime}/dist/adapters/kafka/target.js`, 'kafkajs')).to.match(
      /^serverless-event-sourcing-runtime\/kafka needs /,
    );
  });

  it("is not what a user's own import lacks", async () => {
    expect(await messageOf('src/item.ts', '@aws-sdk/client-sqs')).to.equal(undefined);
  });
});
