import { join } from 'node:path';
import { expect } from 'chai';
import { watchHandlers } from '../../../../plugin/src/local/watch.js';
import { bundleHandlers, handlerBuild } from '../../../../plugin/src/pipeline/handlers/handlerBuild.js';
import { loadBlock } from '../../block.js';
import { itemService } from '../../itemService.js';
import { eventually } from '../../local/streamFixture.js';
import { makeService, runToEnd, type TestService } from '../../service.js';

const block = { aggregates: { Item: 'src/item.Item' }, projections: { catalogue: 'src/catalogue.catalogue' } };

describe('the validators of the functions', () => {
  let service: TestService;

  beforeEach(async () => {
    service = await makeService(itemService());
    await edit('src/item.ts', (text) => text.replace("name: { type: 'string' }", "name: { type: 'string', minLength: 1 }"));
  });

  afterEach(() => service.remove());

  const modelOf = async () => (await loadBlock(block, service.dir)).service;
  const edit = async (path: string, change: (text: string) => string) => service.write(path, change(await service.read(path)));

  /** The rules that the bundled function finds broken, in a process of its own. */
  const brokenRules = async (data: object): Promise<string> => {
    const event = JSON.stringify({ aggregate: 'Item', id: '1', command: 'CreateItem', data });
    await service.write(
      'run.mjs',
      `process.env.EVENT_SOURCING_TABLES = 'items-dev';
       process.env.AWS_REGION = 'eu-west-1';
       const { handler } = await import('./.event-sourcing/ItemCommands.mjs');
       await handler(${event}, {}).catch(({ details }) => console.log(details.violations.map(({ path, rule }) => path + ' ' + rule).join()));`,
    );
    const { stdout, output } = await runToEnd(process.execPath, [join(service.dir, 'run.mjs')], service.dir);
    return stdout.trim() || output;
  };

  it('follow an edit of a schema while a build watches, and stay as they were while there is a mistake in it', async () => {
    const errors: string[] = [];
    let reloads = 0;
    const model = await modelOf();
    await bundleHandlers(model, service.dir);
    const watcher = await watchHandlers({
      buildOptions: handlerBuild(model, service.dir),
      log: { notice: () => undefined, error: (message) => errors.push(message) },
      reload: async () => {
        reloads += 1;
      },
    });

    try {
      expect(await brokenRules({ name: 'a', price: -1 })).to.equal('/price minimum');

      await edit('src/item.ts', (text) => text.replace('minimum: 0', 'maximum: -5'));
      await eventually(() => reloads === 1);
      expect(await brokenRules({ name: 'a', price: -1 })).to.equal('/price maximum');

      await edit('src/item.ts', (text) => text.replace('maximum: -5', 'maximun: -5'));
      await eventually(() => errors.length === 1);
      expect(errors[0]).to.include('eventSourcing.aggregates.Item.handler').and.to.include('unknown keyword: "maximun"');
      expect(errors[0]?.match(/maximun/g), 'told once').to.have.length(1);
      expect(await brokenRules({ name: 'a', price: -1 })).to.equal('/price maximum');

      await edit('src/item.ts', (text) => text.replace('maximun: -5', 'multipleOf: 2'));
      await eventually(() => reloads === 2);
      expect(await brokenRules({ name: 'a', price: -1 })).to.equal('/price multipleOf');
    } finally {
      await watcher.stop();
    }
  });

  it('are refused before anything is deployed: two schemas of a function with one $id', async () => {
    const model = await modelOf();
    await edit('src/item.ts', (text) =>
      text
        .replace('PriceUpdated: object({ price })', "PriceUpdated: { ...object({ price }), $id: 'x' }, Other: { type: 'object', $id: 'x' }")
        .replace('PriceUpdated: (item,', 'Other: (item) => item, PriceUpdated: (item,'),
    );

    const fault = await bundleHandlers(model, service.dir).catch((error: Error) => error);

    expect(fault).to.be.an('error').that.includes({ name: 'UserFault', code: 'EVENT_SOURCING_SCHEMA_INVALID' });
    expect(String(fault)).to.include('The validators of ItemCommands could not be compiled: Item.events.Other is no JSON Schema');
  });

  it("are made of the runtime's own ajv, though the service has another", async () => {
    await service.write('node_modules/ajv/package.json', '{ "name": "ajv", "version": "6.0.0", "main": "index.js" }');
    await service.write('node_modules/ajv/index.js', 'throw new Error("another ajv");');

    await bundleHandlers(await modelOf(), service.dir);

    expect(await brokenRules({ name: '', price: 1 })).to.equal('/name minLength');
  });
});
