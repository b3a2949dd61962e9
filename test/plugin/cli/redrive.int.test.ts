import { expect } from 'chai';
import { itemService } from '../itemService.js';
import { makeService, type TestService } from '../service.js';
import { credentials, redriveContract } from './redriveContract.js';
import { inProcess } from './verbRunner.js';

redriveContract(inProcess);

describe('verbs that functions do', () => {
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
      const { code, output } = await inProcess.run(service, args, credentials);

      expect(code, output).to.equal(1);
      expect(output).to.include(says);
      expect(output).not.to.match(/^\s+at .*:\d+:\d+\)?$/m);
    });
  }
});
