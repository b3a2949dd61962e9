import { expect } from 'chai';
import { startDynamoDBLocal } from '../../dynamodbLocal.js';
import { binaryOf, type Framework, osls4, serverless3 } from '../frameworks.js';
import { makeService, runToEnd, type TestService } from '../service.js';
import { memberService, membersAt } from './memberService.js';

const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

for (const framework of [() => serverless3, osls4]) {
  describe(`serverless eventsourcing, on ${framework === osls4 ? 'osls 4' : 'serverless 3'}`, function () {
    this.timeout(120_000);

    let service: TestService;
    let database: Awaited<ReturnType<typeof startDynamoDBLocal>>;

    beforeEach(async () => {
      const chosen: Framework = framework();
      [service, database] = await Promise.all([makeService(memberService(), chosen), startDynamoDBLocal()]);
    });

    afterEach(async () => {
      await database.stop();
      await service.remove();
    });

    const run = (args: readonly string[], env: NodeJS.ProcessEnv = { ...credentials, AWS_ENDPOINT_URL_DYNAMODB: database.endpoint }) =>
      runToEnd(process.execPath, [binaryOf(service.framework), 'eventsourcing', ...args], service.dir, env);
    const backfill = (...args: string[]) => run(['backfill', '--aggregate', 'Member', ...args]);
    const reportOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

    it('reserves what streams from before hold, says how many, and finds it when it is run again', async () => {
      await membersAt(database.endpoint, { ann: 'a@example.com', bob: 'b@example.com' });

      const preview = await backfill('--dry-run');
      const first = await backfill();
      const second = await backfill('--json', '--rate', '1000');

      expect(preview.stdout, preview.output).to.include(
        'Member: 2 streams, 2 values to be reserved, 0 held already, 0 held twice, 0 streams failed',
      );
      expect(first.stdout, first.output).to.include('Member: 2 streams, 2 values reserved, 0 held already, 0 held twice, 0 streams failed');
      expect(reportOf(second.stdout)).to.deep.include({ aggregate: 'Member', streams: 2, reserved: 0, held: 2, duplicates: [] });
      expect([preview.code, first.code, second.code]).to.deep.equal([0, 0, 0]);
    });

    it('names streams that hold one value, does the rest, and ends with 1', async () => {
      await membersAt(database.endpoint, { ann: 'a@example.com', bob: 'b@example.com', carl: 'b@example.com' });

      const text = await backfill();
      const json = await backfill('--json');

      expect(text.code).to.equal(1);
      expect(text.stdout).to.match(/email "b@example.com" is held by Member\/(bob|carl), which has it reserved, and by Member\/(carl|bob)/);
      expect(text.stdout).to.include('Member: 3 streams, 2 values reserved, 0 held already, 1 held twice, 0 streams failed');
      expect(text.output).to.include('Not all unique values of Member are reserved');
      expect(text.output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
      expect(json.code).to.equal(1);
      expect(reportOf(json.stdout).duplicates).to.have.length(1);
    });
  });
}

describe('serverless eventsourcing', function () {
  this.timeout(120_000);

  let service: TestService;
  before(async () => {
    service = await makeService(memberService());
  });
  after(() => service.remove());

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = credentials) =>
    runToEnd(process.execPath, [binaryOf(service.framework), 'eventsourcing', ...args], service.dir, env);

  it('lists its verbs and their options', async () => {
    const verbs = await run([]);
    const help = await run(['backfill', '--help']);

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

  it('says what may be wrong when the tables are not there', async () => {
    const database = await startDynamoDBLocal();

    const { code, output } = await run(['backfill', '--aggregate', 'Member', '--local'], { DYNAMODB_ENDPOINT: database.endpoint });
    await database.stop();

    expect(code, output).to.equal(1);
    expect(output).to.include('club-dev-events refused').and.include('Is the service deployed to this stage and region');
    expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
  });
});
