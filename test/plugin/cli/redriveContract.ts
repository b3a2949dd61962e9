import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import { itemService } from '../itemService.js';
import { makeService, type TestService } from '../service.js';
import type { VerbRunner } from './verbRunner.js';

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

export const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** Verbs that functions do, whoever runs them. */
export const redriveContract = ({ title, framework, run: runVerb }: VerbRunner) => {
  describe(`verbs that functions do, run by ${title}`, () => {
    let service: TestService;
    before(async () => {
      service = await makeService(itemService(), framework?.());
    });
    after(() => service.remove());

    const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runVerb(service, args, { ...credentials, ...env });

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
};
