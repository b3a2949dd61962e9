import { expect } from 'chai';
import { catalogueModule, itemService } from '../itemService.js';
import { type PackagedTemplate, packaged, statements } from '../packaged.js';
import { makeService, type TestService } from '../service.js';

describe('a packaged service with a projection that is inline', function () {
  this.timeout(120_000);
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    const inline = catalogueModule.replace('store:', 'inline: true,\n  store:');
    service = await makeService(itemService({ files: { 'src/catalogue.ts': inline } }));
    template = await packaged(service);
  });
  after(() => service.remove());

  const onRows = (role: string) => statements(template, role).filter(({ Resource }) => JSON.stringify(Resource).includes('CatalogueTable'));

  it('lets the commands of the aggregates that feed it write its rows, and those of others not', () => {
    const [statement, ...more] = onRows('ItemCommandsRole');

    expect(more).to.deep.equal([]);
    expect(statement?.Action).to.deep.equal(['dynamodb:BatchGetItem', 'dynamodb:PutItem']);
    expect(statement?.Resource).to.deep.include({ 'Fn::GetAtt': ['CatalogueTable', 'Arn'] });
    expect(onRows('OrderCommandsRole')).to.deep.equal([]);
  });

  it('bundles the fold and the schema of its rows with those commands alone', async () => {
    const [items, orders] = [
      await service.read('.event-sourcing/ItemCommands.mjs'),
      await service.read('.event-sourcing/OrderCommands.mjs'),
    ];

    for (const text of ['"catalogue.row"', 'RowsInTheWay']) {
      expect(items).to.include(text);
      expect(orders).not.to.include(text);
    }
  });
});
