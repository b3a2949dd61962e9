import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { makeService, runToEnd, type TestService } from '../plugin/service.js';
import { filesOf, snippetsOf } from './pageSnippets.js';

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
const file = 'test/account.test.ts';

describe('the page on testing', () => {
  let service: TestService;

  before(async () => {
    service = await makeService({ ...filesOf(await snippetsOf('README.md')), ...filesOf(await snippetsOf('docs/testing.md')) });
  });
  after(() => service.remove());

  const mocha = () =>
    runToEnd(
      process.execPath,
      [`--import=${join(packages, 'tsx/dist/esm/index.mjs')}`, join(packages, 'mocha/bin/mocha.js'), file],
      service.dir,
    );

  it('shows tests that pass', async () => {
    const { code, output } = await mocha();

    expect(code, output).to.equal(0);
    expect(output).to.include('5 passing');
  });

  it('shows the message of one that fails', async () => {
    const [shown] = (await snippetsOf('docs/testing.md')).filter(({ language }) => language === 'text');
    await service.write(
      file,
      (await service.read(file)).replace("'MoneyWithdrawn', data: { amount: 30 }", "'MoneyWithdrawn', data: { amount: 31 }"),
    );

    const { output } = await mocha();

    expect(output).to.include('1 failing').and.to.include(shown?.text.trim());
  });
});
