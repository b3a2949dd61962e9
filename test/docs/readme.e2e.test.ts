import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { packaged } from '../plugin/packaged.js';
import { freePorts, startService } from '../plugin/running.js';
import { makeService, type TestService } from '../plugin/service.js';
import { type Exchange, exchangesOf, filesOf, isAsShown, snippetsOf } from './pageSnippets.js';

/** Plays a request against another port; a row follows its events in its own time, so a GET is asked again for a while. */
const play = async ({ method, url, headers, body, status, answer }: Exchange, port: number) => {
  const ask = async () => {
    const response = await fetch(url.replace(':3000', `:${port}`), { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, text: await response.text() };
  };
  let got = await ask();
  for (let tries = 0; method === 'GET' && !isAsShown(got.text, answer) && tries < 1200; tries += 1) {
    await sleep(100);
    got = await ask();
  }
  return { shown: `${status} ${answer}`, got: `${got.status} ${isAsShown(got.text, answer) ? answer : got.text}` };
};

describe('the README', () => {
  let service: TestService;

  before(async () => {
    service = await makeService(filesOf(await snippetsOf('README.md')));
  });
  after(() => service.remove());

  it('shows a service that answers as it says', async () => {
    const [http = 0, lambda = 0, dynamodb = 0] = await freePorts(3);
    const yaml = await service.read('serverless.yml');
    await service.write('serverless.yml', `${yaml}\ncustom: { serverless-dynamodb: { start: { port: ${dynamodb} } } }\n`);
    const exchanges = exchangesOf(await snippetsOf('README.md'));
    const running = startService(service, ['offline', '--httpPort', String(http), '--lambdaPort', String(lambda)]);
    const outcomes: Awaited<ReturnType<typeof play>>[] = [];
    try {
      await running.wrote('is ready at');

      for (const exchange of exchanges) outcomes.push(await play(exchange, http));
    } finally {
      await running.stop();
    }

    expect(outcomes.map(({ got }) => got)).to.deep.equal(outcomes.map(({ shown }) => shown));
    expect(outcomes).to.have.length.above(5);
  });

  it('names what the plugin makes', async () => {
    const { Resources } = await packaged(service);
    const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const named = functions.map(({ Properties }) => Properties?.FunctionName);

    expect(named).to.have.members(['bank-dev-AccountCommands', 'bank-dev-queries', 'bank-dev-projections']);
    expect(Resources).to.have.nested.property('EventsTable.Properties.TableName', 'bank-dev-events');
    expect(Resources).to.have.nested.property('AccountsTable.Properties.TableName', 'bank-dev-accounts');
  });

  it('links to files that exist', async () => {
    const page = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const links = [...page.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);

    const missing = links.filter((link) => !existsSync(new URL(`../../${link}`, import.meta.url)));

    expect(missing).to.deep.equal([]);
    expect(links).to.have.length.above(10);
  });
});
