import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { sharedDynamoDB } from '../../../dynamodbLocal.js';
import type { VerbRunner } from '../../cli/verbRunner.js';
import { makeService, type TestService } from '../../service.js';
import { memberService, membersAt } from './memberService.js';

export const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** The verb that reserves unique values, whoever runs it. */
export const backfillContract = ({ title, framework, run: runVerb }: VerbRunner) => {
  describe(`serverless eventsourcing backfill, run by ${title}`, () => {
    let service: TestService;
    let endpoint: string;
    let name: string;

    beforeEach(async () => {
      name = `club-${randomBytes(3).toString('hex')}`;
      endpoint = await sharedDynamoDB();
      service = await makeService(memberService(name), framework?.());
    });

    afterEach(() => service.remove());

    const run = (args: readonly string[], env: NodeJS.ProcessEnv = { ...credentials, AWS_ENDPOINT_URL_DYNAMODB: endpoint }) =>
      runVerb(service, args, env);
    const backfill = (...args: string[]) => run(['backfill', '--aggregate', 'Member', ...args]);
    const reportOf = (stdout: string) => JSON.parse(stdout.trim().split('\n').at(-1) ?? '');

    it('reserves what streams from before hold, says how many, and finds it when it is run again', async () => {
      await membersAt(endpoint, name, { ann: 'a@example.com', bob: 'b@example.com' });

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
      await membersAt(endpoint, name, { ann: 'a@example.com', bob: 'b@example.com', carl: 'b@example.com' });

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
};
