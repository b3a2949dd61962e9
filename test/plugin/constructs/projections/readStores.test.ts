import { expect } from 'chai';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });

const block = `
eventSourcing:
  aggregates:
    Item: src/item.Item
  projections:
    catalogue: src/catalogue.catalogue
    prices: src/prices.prices
    names: src/prices.names
    stock: src/stock.stock
    offers: src/prices.offers
`;

const prices = `
import { defineProjection, dynamodb, inMemoryRowStore, object } from 'serverless-event-sourcing-runtime';
import { Item } from './item.js';

const own = { kind: 'memory', indexes: { byPrice: { partition: 'price' } }, open: inMemoryRowStore } as const;

export const prices = defineProjection({
  name: 'prices',
  from: [Item],
  row: object({ price: { type: 'number' } }),
  evolve: {},
  store: own,
});

export const names = defineProjection({
  name: 'names',
  from: [Item],
  row: object({ price: { type: 'number' } }),
  key: () => null,
  commutes: true,
  evolve: {},
  store: own,
});

export const offers = defineProjection({
  name: 'offers',
  from: [Item],
  row: object({ until: { type: 'integer' } }),
  evolve: {},
  store: dynamodb({ ttl: 'until' }),
});
`;

const stock = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { postgresql } from 'serverless-event-sourcing-runtime/postgresql';
import { Item } from './item.js';

export const stock = defineProjection({
  name: 'stock',
  from: [Item],
  row: object({ price: { type: 'number' } }),
  evolve: {},
  store: postgresql({ indexes: { byPrice: { partition: 'price' } } }),
});
`;

describe('a packaged service with rows in a store of its own', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService({ block, files: { 'src/prices.ts': prices, 'src/stock.ts': stock } }));
    template = await service.template();
  });
  after(() => service.remove());

  it('has no table for them, nor for their positions', () => {
    const tables = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');

    expect(tables.map(([id]) => id)).to.have.members([
      'EventsTable',
      'CatalogueTable',
      'CatalogueTableB',
      'OffersTable',
      'OffersTableB',
      'ParkedTable',
    ]);
  });

  it('lets the functions reach the tables that are there', () => {
    const rows = ['CatalogueTable', 'CatalogueTableB', 'OffersTable', 'OffersTableB'].map((id) => att(id, 'Arn'));
    const indexes = ['CatalogueTable', 'CatalogueTableB'].map((id) => ({ 'Fn::Sub': `\${${id}.Arn}/index/*` }));

    expect(statements(template, 'ProjectionsRole')).to.deep.include({
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLInsert', 'dynamodb:Scan', 'dynamodb:BatchWriteItem'],
      Resource: rows,
    });
    expect(statements(template, 'QueriesRole')).to.deep.include({
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
      Resource: [...rows, ...indexes],
    });
  });

  it('lets DynamoDB delete rows that expire, and no others', () => {
    expect(resource(template, 'OffersTable').Properties.TimeToLiveSpecification).to.deep.equal({ AttributeName: 'expires', Enabled: true });
    expect(resource(template, 'CatalogueTable').Properties).not.to.have.property('TimeToLiveSpecification');
  });

  it('has routes for their queries', () => {
    const routes = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');

    expect(routes.map(({ Properties }) => Properties.RouteKey)).to.include.members(['GET /prices', 'GET /prices/{key+}']);
  });
});
