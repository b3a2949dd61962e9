import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type DynamoDBLocalOptions, provideDynamoDB } from '../../../plugin/src/local/dynamodbLocal.js';
import { findJar } from '../../../plugin/src/local/jar.js';
import { answersAsDynamoDB, listens } from '../../../plugin/src/local/probe.js';
import { UserFault } from '../../../plugin/src/userFault.js';
import { freePort, startDynamoDBLocal } from '../../dynamodbLocal.js';
import { eventually } from './streamFixture.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const owner = fileURLToPath(new URL('databaseOwner.ts', import.meta.url));

async function faultOf(changes: Partial<DynamoDBLocalOptions>): Promise<UserFault> {
  const options = { serviceDir: repository, env: {}, start: { port: await freePort() }, shared: false, ...changes };
  try {
    await (await provideDynamoDB(options)).stop();
  } catch (error) {
    if (!(error instanceof UserFault)) throw error;
    expect(error.message).not.to.contain('\n');
    return error;
  }
  throw new Error('It started.');
}

describe('the DynamoDB for local development', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A folder to be all of PATH, with a `java` that does this. */
  function javaThat(script: string): NodeJS.ProcessEnv {
    writeFileSync(join(folder, 'java'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'java'), 0o755);
    return { PATH: folder };
  }

  describe('started as a child', () => {
    it('answers, leaves no file behind, and is gone when it is stopped', async () => {
      const jarFolder = dirname(findJar(repository));
      const files = readdirSync(jarFolder);

      const database = await startDynamoDBLocal();
      const answered = await answersAsDynamoDB(database.endpoint);
      await database.stop();

      expect(answered).to.equal(true);
      expect(readdirSync(jarFolder)).to.deep.equal(files);
      expect(await listens('localhost', Number(new URL(database.endpoint).port))).to.equal(false);
    });

    const own = async (ending: string) => {
      const parent: ChildProcess = spawn(process.execPath, ['--import', 'tsx', owner, ending], { stdio: ['ignore', 'pipe', 'ignore'] });
      const [line] = await once(parent.stdout ?? parent, 'data');
      return { parent, port: Number(new URL(String(line).trim()).port) };
    };

    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
      it(`is gone after ${signal} of its parent`, async () => {
        const { parent, port } = await own('waits');
        expect(await listens('localhost', port)).to.equal(true);

        parent.kill(signal);
        const [, endedBy] = await once(parent, 'exit');

        expect(endedBy).to.equal(signal);
        await eventually(async () => !(await listens('localhost', port)));
      });
    }

    for (const ending of ['exits', 'throws', 'has nothing left to do']) {
      it(`is gone when its parent ${ending}`, async () => {
        const { parent, port } = await own(ending);

        const code = parent.exitCode ?? (await once(parent, 'exit'))[0];

        expect(code).to.equal({ exits: 3, throws: 1 }[ending] ?? 0);
        await eventually(async () => !(await listens('localhost', port)));
      });
    }
  });

  describe('is told with a remedy, in one line, when', () => {
    it('tells the remedy for DynamoDB Local when Java is missing', async () => {
      const { code, message } = await faultOf({ env: { PATH: folder } });

      expect(code).to.equal('JAVA_NOT_FOUND');
      expect(message).to.contain("'java' is not in PATH: install a JRE");
    });

    it('tells the remedy for DynamoDB Local when Java fails', async () => {
      const { code, message } = await faultOf({ env: javaThat('echo "Error: UnsupportedClassVersionError" >&2; exit 1') });

      expect(code).to.equal('JAVA_FAILED');
      expect(message).to.contain("Java says 'Error: UnsupportedClassVersionError'").and.to.contain("try 'java -version'");
    });

    it('tells the remedy for DynamoDB Local when Java does not get ready', async () => {
      const { code } = await faultOf({ env: javaThat('exec /bin/sleep 30'), startTimeout: 600 });

      expect(code).to.equal('DYNAMODB_LOCAL_NOT_READY');
    });

    it('tells the remedy for DynamoDB Local when there is no jar', async () => {
      const { code, message } = await faultOf({ serviceDir: folder });

      expect(code).to.equal('DYNAMODB_LOCAL_NOT_FOUND');
      expect(message).to.contain('npm install --save-dev').and.to.contain('serverless dynamodb install');
    });

    it('tells the remedy for DynamoDB Local when its port is taken by something that is not DynamoDB', async () => {
      const server = createServer((_, response) => response.end('hello')).listen(0);
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;

      const { code, message } = await faultOf({ start: { port }, shared: true });
      server.close();

      expect(code).to.equal('DYNAMODB_PORT_TAKEN');
      expect(message).to.contain(`Port ${port} for DynamoDB Local is taken by something that is not DynamoDB: set custom.`);
    });

    it('tells the remedy for DynamoDB Local when its port is no port', async () => {
      expect((await faultOf({ start: { port: 'eight' } })).message).to.contain("'eight' given");
    });

    it('tells the remedy for DynamoDB Local when DYNAMODB_ENDPOINT leads nowhere', async () => {
      const { code } = await faultOf({ env: { DYNAMODB_ENDPOINT: `http://localhost:${await freePort()}` } });

      expect(code).to.equal('DYNAMODB_ENDPOINT_UNREACHABLE');
    });
  });

  describe('that listens already', () => {
    let running: Awaited<ReturnType<typeof startDynamoDBLocal>>;
    before(async () => {
      running = await startDynamoDBLocal();
    });
    after(() => running.stop());

    it('is taken when DYNAMODB_ENDPOINT or the configuration names it, and left running', async () => {
      const port = Number(new URL(running.endpoint).port);

      const byEnvironment = await provideDynamoDB({
        serviceDir: folder,
        env: { DYNAMODB_ENDPOINT: running.endpoint },
        start: {},
        shared: false,
      });
      const byConfiguration = await provideDynamoDB({ serviceDir: folder, env: {}, start: { port: String(port) }, shared: true });
      await byEnvironment.stop();
      await byConfiguration.stop();

      expect([byEnvironment.endpoint, byConfiguration.endpoint]).to.deep.equal([running.endpoint, running.endpoint]);
      expect(await listens('localhost', port)).to.equal(true);
    });

    it('is not taken when nothing says that it is meant: it may be that of another service', async () => {
      const port = Number(new URL(running.endpoint).port);

      const { code, message } = await faultOf({ env: { DYNAMODB_PORT: String(port) }, start: {} });

      expect(code).to.equal('DYNAMODB_PORT_TAKEN');
      expect(message).to.contain('by a DynamoDB that this service did not start').and.to.contain('DYNAMODB_ENDPOINT');
    });
  });
});
