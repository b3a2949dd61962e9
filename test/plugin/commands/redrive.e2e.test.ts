import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { binaryOf, osls4, serverless3 } from '../frameworks.js';
import { itemService } from '../itemService.js';
import { makeService, runToEnd, type TestService } from '../service.js';

type Asked = { readonly path: string; readonly event: unknown };

/** An endpoint of Lambda whose functions answer what they are told to. */
async function startLambda(answers: readonly object[], headers: Readonly<Record<string, string>> = {}) {
  const asked: Asked[] = [];
  const left = [...answers];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push({ path: request.url ?? '', event: JSON.parse(Buffer.concat(chunks).toString()) });
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(left.shift() ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  return { asked, url, stop: () => new Promise<void>((done) => server.close(() => done())) };
}

const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

for (const framework of [() => serverless3, osls4]) {
  describe(`verbs that functions do, on ${framework === osls4 ? 'osls 4' : 'serverless 3'}`, function () {
    this.timeout(120_000);
    let service: TestService;
    before(async () => {
      service = await makeService(itemService(), framework());
    });
    after(() => service.remove());

    const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
      runToEnd(process.execPath, [binaryOf(service.framework), 'eventsourcing', ...args], service.dir, { ...credentials, ...env });

    it('ask the deployed function that runs the consumer, until it has done all', async () => {
      const released = (stream: string) => ({ stream, status: 'released', position: 1 });
      const lambda = await startLambda([
        { streams: [released('Item/1'), { stream: 'Item/2', status: 'unfinished', position: 1 }], cursor: 'next' },
        { streams: [{ stream: 'Item/2', status: 'unfinished', position: 5 }] },
        { streams: [released('Item/2')] },
        { streams: [released('Item/3')] },
      ]);

      const { code, stdout, output } = await run(['redrive', '--consumer', 'projections/catalogue', '--all'], {
        AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      });
      await lambda.stop();

      expect(code, output).to.equal(0);
      expect(stdout).to.include('projections/catalogue: 3 streams go on, 0 stay parked');
      expect(new Set(lambda.asked.map(({ path }) => path))).to.deep.equal(
        new Set(['/2015-03-31/functions/items-dev-projections/invocations']),
      );
      const asks = { eventSourcing: 'redrive', consumer: 'projections/catalogue' };
      expect(lambda.asked.map(({ event }) => event)).to.deep.equal([
        asks,
        { ...asks, stream: 'Item/2' },
        { ...asks, stream: 'Item/2' },
        { ...asks, cursor: 'next' },
      ]);
    });

    it('give up where a function gets no further', async () => {
      const unfinished = { streams: [{ stream: 'Item/1', status: 'unfinished', position: 3 }] };
      const lambda = await startLambda([unfinished, unfinished, { streams: [] }]);

      const { code, stdout, output } = await run(['redrive', '--consumer', 'receivers', '--stream', 'Item/1'], {
        AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      });
      await lambda.stop();

      expect(code, output).to.equal(1);
      expect(stdout).to.include('Item/1 stays parked: its function has no time for version 4');
      expect(lambda.asked).to.have.length(2);
    });

    it('tell what a function that failed said, without a stack trace', async () => {
      const failure = { errorType: 'MalformedRequest', errorMessage: "This function has no consumer 'receivers'." };
      const lambda = await startLambda([failure], { 'x-amz-function-error': 'Unhandled' });

      const { code, output } = await run(['redrive', '--consumer', 'receivers', '--all'], { AWS_ENDPOINT_URL_LAMBDA: lambda.url });
      await lambda.stop();

      expect(code, output).to.equal(1);
      expect(output).to.include("The function items-dev-reactions failed: MalformedRequest: This function has no consumer 'receivers'.");
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });
  });
}

describe('verbs that functions do', function () {
  this.timeout(120_000);
  let service: TestService;
  before(async () => {
    service = await makeService(itemService({ yaml: 'provider: { name: aws }\ncustom: { serverless-offline: { lambdaPort: 1 } }' }));
  });
  after(() => service.remove());

  const faults: [string, string[], string][] = [
    [
      'a consumer that is not there',
      ['redrive', '--consumer', 'projections/catalog', '--all'],
      "--consumer must be the name of a consumer ('projections/catalogue' or 'receivers'), 'projections/catalog' given. Did you mean 'projections/catalogue'?",
    ],
    ['neither a stream nor all', ['redrive', '--consumer', 'receivers'], 'redrive takes one of the two'],
    ['both a stream and all', ['redrive', '--consumer', 'receivers', '--stream', 'Item/1', '--all'], 'redrive takes one of the two'],
    [
      'a stream that is none',
      ['discard', '--consumer', 'receivers', '--stream', '42'],
      "--stream must be the name of a stream, such as 'Item/42', '42' given.",
    ],
    [
      'a version that is none',
      ['discard', '--consumer', 'receivers', '--stream', 'Item/1', '--at-version', 'x'],
      "--at-version must be a whole number from 1, 'x' given.",
    ],
    [
      'a service that does not run',
      ['redrive', '--consumer', 'receivers', '--all', '--local'],
      "The function items-dev-reactions of 'serverless offline' on port 1 cannot be asked: ",
    ],
  ];
  for (const [what, args, says] of faults) {
    it(`stop at ${what}, without a stack trace`, async () => {
      const { code, output } = await runToEnd(
        process.execPath,
        [binaryOf(service.framework), 'eventsourcing', ...args],
        service.dir,
        credentials,
      );

      expect(code, output).to.equal(1);
      expect(output).to.include(says);
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });
  }
});
