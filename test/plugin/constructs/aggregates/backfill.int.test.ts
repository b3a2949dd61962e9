import { expect } from 'chai';
import { sharedDynamoDB } from '../../../dynamodbLocal.js';
import { inProcess, runBy } from '../../cli/verbRunner.js';
import { serverless3 } from '../../frameworks.js';
import { makeService, type TestService } from '../../service.js';
import { backfillContract, credentials } from './backfillContract.js';
import { memberService } from './memberService.js';

backfillContract(inProcess);

const framework = runBy('serverless 3', () => serverless3);

describe('serverless eventsourcing', () => {
  let service: TestService;
  before(async () => {
    service = await makeService(memberService());
  });
  after(() => service.remove());

  const run = (args: readonly string[], env: NodeJS.ProcessEnv) => inProcess.run(service, args, env);

  it('lists its verbs and their options', async () => {
    const verbs = await framework.run(service, []);
    const help = await framework.run(service, ['backfill', '--help']);

    expect(verbs.code, verbs.output).to.equal(0);
    expect(verbs.output).to.include('eventsourcing backfill');
    for (const option of ['--aggregate', '--rate', '--dry-run', '--local', '--json']) expect(help.output).to.include(option);
  });

  const faults: [string, string[], string][] = [
    [
      'an aggregate that is not there',
      ['--aggregate', 'Membre'],
      "--aggregate must be the name of an aggregate ('Member' or 'Note'), 'Membre' given. Did you mean 'Member'?",
    ],
    [
      'an aggregate without unique values',
      ['--aggregate', 'Note'],
      "--aggregate must name an aggregate with unique values, 'Note' given: add unique to its definition.",
    ],
    ['a rate that is none', ['--aggregate', 'Member', '--rate', 'fast'], "--rate must be a number above 0, 'fast' given."],
    [
      'no database here',
      ['--aggregate', 'Member', '--local'],
      "No DynamoDB answers at 'http://localhost:1': start the service with 'serverless offline'",
    ],
  ];
  for (const [what, args, says] of faults) {
    it(`stops at ${what} without a stack trace`, async () => {
      const { code, output } = await run(['backfill', ...args], { ...credentials, DYNAMODB_PORT: '1' });

      expect(code, output).to.equal(1);
      expect(output).to.include(says);
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });
  }

  it('stops under the framework as in the process: without a stack trace', async () => {
    const { code, output } = await framework.run(service, ['backfill', '--aggregate', 'Membre'], credentials);

    expect(code, output).to.equal(1);
    expect(output).to.include("'Membre' given. Did you mean 'Member'?");
    expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
  });

  it('says what may be wrong when the tables are not there', async () => {
    const { code, output } = await run(['backfill', '--aggregate', 'Member', '--local'], {
      DYNAMODB_ENDPOINT: await sharedDynamoDB(),
    });

    expect(code, output).to.equal(1);
    expect(output).to.include('club-dev-events refused').and.include('Is the service deployed to this stage and region');
    expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
  });
});
