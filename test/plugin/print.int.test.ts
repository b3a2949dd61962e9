import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { itemService } from './itemService.js';
import { makeService, type TestService } from './service.js';

describe('serverless print', () => {
  let service: TestService;

  before(async () => {
    const yaml = 'provider: { name: aws }\nfunctions: { hello: { handler: hello.handler } }\nresources: { Outputs: { One: { Value: 1 } } }';
    service = await makeService(itemService({ yaml }));
  });

  after(() => service.remove());

  it("shows functions and resources beside the user's own", async () => {
    const { stdout, output } = await service.run('print', '--format', 'json');
    const shown = JSON.parse(stdout || output);

    expect(shown.functions).to.have.all.keys('hello', 'ItemCommands', 'OrderCommands', 'queries', 'projections', 'reactions');
    expect(shown.functions.ItemCommands).to.include({ name: 'items-dev-ItemCommands', skipEsbuild: true, role: 'ItemCommandsRole' });
    expect(shown.resources.Resources).to.include.keys('EventsTable', 'CatalogueTable', 'QueriesRole');
    expect(shown.resources.Outputs).to.have.keys('One');
  });

  it('bundles nothing, and leaves nothing but a folder that ignores itself', async () => {
    await service.run('print');

    expect(await readdir(join(service.dir, '.event-sourcing'))).to.deep.equal(['.gitignore']);
    expect(existsSync(join(service.dir, '.serverless'))).to.equal(false);
  });
});
