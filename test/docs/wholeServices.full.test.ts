import { join } from 'node:path';
import { expect } from 'chai';
import { ownPackages } from '../plugin/frameworks.js';
import { packaged } from '../plugin/packaged.js';
import { linkPackage, makeService, runToEnd, type TestService } from '../plugin/service.js';
import { filesOf, snippetsOf } from './pageSnippets.js';

const compiler = join(ownPackages, 'typescript/bin/tsc');
const strict = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck', '--types', 'node,mocha'];
const mocha = [`--import=${join(ownPackages, 'tsx/dist/esm/index.mjs')}`, join(ownPackages, 'mocha/bin/mocha.js')];

/** Pages that show a whole service with its test, what the test says when it passes, and the functions that are made. */
const pages = {
  'docs/first-service.md': { passing: 5, functions: ['TicketCommands', 'queries', 'projections'] },
  'AGENTS.md': { passing: 2, functions: ['ItemCommands', 'queries', 'projections', 'reactions'] },
};

for (const [page, expected] of Object.entries(pages)) {
  describe(`the whole service that ${page} shows`, () => {
    let service: TestService;
    let files: Record<string, string>;

    before(async () => {
      files = filesOf(await snippetsOf(page));
      service = await makeService(files);
      await linkPackage(service.dir, '@types', ownPackages);
    });
    after(() => service.remove());

    it(`compiles as ${page} says`, async () => {
      const sources = Object.keys(files).filter((path) => path.endsWith('.ts'));

      const { code, output } = await runToEnd(process.execPath, [compiler, ...strict, ...sources], service.dir);

      expect(sources).to.have.length.above(2);
      expect(code, output).to.equal(0);
    });

    it(`passes the test that ${page} shows`, async () => {
      const tests = Object.keys(files).filter((path) => path.endsWith('.test.ts'));

      const { code, output } = await runToEnd(process.execPath, [...mocha, ...tests], service.dir);

      expect(code, output).to.equal(0);
      expect(output).to.include(`${expected.passing} passing`);
    });

    it(`is packaged as ${page} says`, async () => {
      const { Resources } = await packaged(service);
      const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');

      const names = functions.map(({ Properties }) => String(Properties?.FunctionName).split('-dev-')[1]);

      expect(names).to.have.members(expected.functions);
    });
  });
}
