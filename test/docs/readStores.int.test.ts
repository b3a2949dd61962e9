import { join } from 'node:path';
import { expect } from 'chai';
import { ownPackages } from '../plugin/frameworks.js';
import { packaged } from '../plugin/packaged.js';
import { linkPackage, makeService, runToEnd } from '../plugin/service.js';
import { filesOf, type Snippet, snippetsOf } from './pageSnippets.js';

const compiler = join(ownPackages, 'typescript/bin/tsc');
const strict = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext', '--skipLibCheck', '--types', 'node'];

/** Projections of the page, by the entry that their store is from. */
const shown: Readonly<Record<string, readonly string[]>> = {
  postgresql: ['pg'],
  opensearch: ['@opensearch-project'],
};

const usesStore = (store: string) => (snippet: Snippet) => snippet.text.includes(`serverless-event-sourcing-runtime/${store}'`);

describe('the page on read stores', () => {
  for (const [store, packages] of Object.entries(shown)) {
    it(`shows a projection in ${store} that compiles and is packaged, without a table`, async () => {
      const snippets = (await snippetsOf('docs/read-stores.md')).filter(usesStore(store));
      const service = await makeService({ ...filesOf(await snippetsOf('README.md')), ...filesOf(snippets) });
      try {
        for (const name of [...packages, '@types']) await linkPackage(service.dir, name, ownPackages);
        const { code, output } = await runToEnd(process.execPath, [compiler, ...strict, 'src/account.ts', 'src/accounts.ts'], service.dir);
        const { Resources } = await packaged(service);

        expect(snippets).to.have.length(1);
        expect(code, output).to.equal(0);
        expect(Object.keys(Resources)).to.include('ProjectionsLambdaFunction').and.not.include('AccountsTable');
      } finally {
        await service.remove();
      }
    });
  }
});
