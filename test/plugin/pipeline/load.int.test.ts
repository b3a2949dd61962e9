import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadBlock } from '../block.js';
import { itemService } from '../itemService.js';
import { makeService, type ServiceFiles, type TestService } from '../service.js';

describe("the user's modules", () => {
  let service: TestService;

  const load = (block: unknown) => loadBlock(block, service.dir);

  const messageOf = async (block: unknown): Promise<string> => {
    try {
      await load(block);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    throw new Error('The block was accepted.');
  };

  const files: ServiceFiles = {
    'src/other.ts': "export { Item } from './item';\nexport { catalogue as twin } from './catalogue';\nexport const price = 3;\n",
    'src/dotted.name.mjs': "export { Item } from './item.ts';\n",
    'src/common.cjs': "exports.Item = require('./item.ts').Item;\n",
    'src/throws.ts': "import { missing } from './nothing';\n\nmissing();\n",
    'src/nothing.ts': 'export const missing = () => {\n  throw new TypeError("no table");\n};\n',
    'src/broken.ts': 'export const Item = ;\n',
    'src/empty.ts': 'export {};\n',
    'src/invalid.ts': `
      import { defineAggregate, object } from 'serverless-event-sourcing-runtime';
      export const Bad = defineAggregate({
        name: 'Bad', initialState: () => ({}), events: { Done: object({ at: { type: 'strin' } as never }) }, evolve: { Done: (s) => s }, commands: {},
      });`,
  };

  before(async () => {
    service = await makeService(itemService({ files }));
  });

  after(() => service.remove());

  it('are loaded, whatever the language, and described', async () => {
    const model = await load({
      aggregates: { Item: 'src/item.Item', Order: { handler: 'src/order.Order', http: false } },
      projections: { catalogue: 'src/catalogue.catalogue' },
      receivers: ['src/receivers'],
    });

    expect(model.aggregates.map(({ name, http }) => ({ name, http }))).to.deep.equal([
      { name: 'Item', http: { events: false } },
      { name: 'Order', http: false },
    ]);
    expect(model.projections[0]?.model.from).to.deep.equal(['Item']);
    expect(model.signals).to.have.members(['eventPreSave', 'eventPostSave']);
  });

  it('may have dots in their names, and be CommonJS', async () => {
    const dotted = await load({ aggregates: { Item: 'src/dotted.name.Item' } });
    const common = await load({ aggregates: { Item: 'src/common.Item' } });

    expect(dotted.aggregates[0]?.source.file).to.equal(join(service.dir, 'src/dotted.name.mjs'));
    expect(common.aggregates[0]?.model.name).to.equal('Item');
  });

  it('are loaded afresh each time, and leave no file behind', async () => {
    const first = await load({ aggregates: { Item: 'src/item.Item' }, receivers: ['src/receivers'] });
    const second = await load({ aggregates: { Item: 'src/item.Item' } });

    expect(first.signals).not.to.deep.equal([]);
    expect(second.signals).to.deep.equal([]);
    expect(readdirSync(join(service.dir, '.event-sourcing'))).to.deep.equal(['.gitignore']);
  });

  it('are missed by name, with the files that were looked for and the one that may be meant', async () => {
    const message = await messageOf({ aggregates: { Item: 'src/itm.Item' } });

    expect(message).to.equal(
      "eventSourcing.aggregates.Item.handler must name a module, 'src/itm.Item' given: there is none of src/itm.ts, src/itm.mts, src/itm.cts, src/itm.tsx, src/itm.js, src/itm.mjs, src/itm.cjs in the service's folder. Did you mean 'src/item'?",
    );
  });

  it('are missed all at once, receivers among them', async () => {
    const message = await messageOf({
      aggregates: { Item: 'lib/a.Item' },
      projections: { catalogue: 'lib/b.c' },
      receivers: ['src/item', 'lib/r'],
    });

    expect(message).to.match(/^3 faults:/);
    expect(message).to.include('eventSourcing.receivers[1] must name a module');
    expect(existsSync(join(service.dir, 'lib'))).to.equal(false);
  });

  const refused: { readonly title: string; readonly given: unknown; readonly says: string }[] = [
    {
      title: 'an export that is missing',
      given: { aggregates: { Item: 'src/item.Itm' } },
      says: "eventSourcing.aggregates.Item.handler must name an export of src/item.ts, 'Itm' given: it exports 'Item'. Did you mean 'Item'?",
    },
    {
      title: 'a module without exports',
      given: { aggregates: { Item: 'src/empty.Item' } },
      says: "eventSourcing.aggregates.Item.handler must name an export of src/empty.ts, 'Item' given: it exports nothing.",
    },
    {
      title: 'an export that is no definition',
      given: { aggregates: { Item: 'src/other.price' } },
      says: "eventSourcing.aggregates.Item.handler must name an aggregate, 'price' of src/other.ts given: it is a number. Make it with defineAggregate(...).",
    },
    {
      title: 'a projection where an aggregate belongs',
      given: { aggregates: { Item: 'src/catalogue.catalogue' } },
      says: "eventSourcing.aggregates.Item.handler must name an aggregate, 'catalogue' of src/catalogue.ts given: it is the projection 'catalogue'. Make it with defineAggregate(...).",
    },
    {
      title: 'a name that differs from the key',
      given: { aggregates: { Product: 'src/item.Item' } },
      says: "eventSourcing.aggregates.Product must be the name of its aggregate, 'Item' given by the definition. Set its name to 'Product', or rename the key to 'Item'.",
    },
    {
      title: 'two projections of one name',
      given: { aggregates: { Item: 'src/item.Item' }, projections: { catalogue: 'src/catalogue.catalogue', list: 'src/other.twin' } },
      says: "eventSourcing.projections.list must have a name of its own: it and eventSourcing.projections.catalogue are both the projection 'catalogue'. Rename one, or take one out.",
    },
    {
      title: 'a projection that is fed by an aggregate which is not listed',
      given: { aggregates: { Order: 'src/order.Order' }, projections: { catalogue: 'src/catalogue.catalogue' } },
      says: "eventSourcing.projections.catalogue must be fed by aggregates that are listed ('Order'), 'Item' given by its from. List it under eventSourcing.aggregates, or an intake under eventSourcing.intake.",
    },
    {
      title: 'a module that throws, with the line that threw',
      given: { aggregates: { Item: 'src/throws.Item' } },
      says: "eventSourcing.aggregates.Item.handler must name a module that loads: src/throws.ts threw 'TypeError: no table' at src/nothing.ts:2:9.",
    },
  ];

  for (const { title, given, says } of refused) {
    it(`are refused: ${title}`, async () => {
      const message = await messageOf(given);

      expect(message).to.equal(says);
    });
  }

  it('are refused where they do not compile, with file and line', async () => {
    const message = await messageOf({ aggregates: { Item: 'src/broken.Item' } });

    expect(message).to.include('src/broken.ts:1:20').and.include('Unexpected ";"');
  });

  it('are refused where a definition is invalid, with what is wrong in it', async () => {
    const message = await messageOf({ aggregates: { Bad: 'src/invalid.Bad' } });

    expect(message).to.match(
      /^eventSourcing\.aggregates\.Bad\.handler must name a valid aggregate, 'Bad' of src\/invalid\.ts given: Bad: events\.Done/,
    );
  });

  it('are refused where the runtime is not installed, with the command that installs it', async () => {
    const bare = await makeService(itemService());
    await rm(join(bare.dir, 'node_modules', 'serverless-event-sourcing-runtime'));
    try {
      await loadBlock({ aggregates: { Item: 'src/item.Item' } }, bare.dir);
      expect.fail('The service was accepted.');
    } catch (error) {
      expect(String(error)).to.include('npm install serverless-event-sourcing-runtime');
    } finally {
      await bare.remove();
    }
  });
});
