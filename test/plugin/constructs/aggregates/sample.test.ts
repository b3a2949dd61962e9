import { Ajv } from 'ajv';
import { expect } from 'chai';
import type { Aggregate } from '../../../../plugin/src/constructs/aggregates/aggregate.js';
import { aggregatesPart } from '../../../../plugin/src/constructs/aggregates/aggregatesPart.js';
import { sampleOf } from '../../../../plugin/src/constructs/aggregates/sample.js';
import type { Projection } from '../../../../plugin/src/constructs/projections/projection.js';
import { projectionsPart } from '../../../../plugin/src/constructs/projections/projectionsPart.js';
import { bannerOf } from '../../../../plugin/src/local/banner.js';
import type { Facts } from '../../../../plugin/src/pipeline/facts.js';
import type { LocalPart } from '../../../../plugin/src/pipeline/localPart.js';

const ajv = new Ajv({ strict: false, validateFormats: false });

const schemas: Readonly<Record<string, object>> = {
  'a text of some length': { type: 'string', minLength: 30 },
  'a short text': { type: 'string', maxLength: 2 },
  'a number from 0': { type: 'number', minimum: 0 },
  'a number above another': { type: 'number', exclusiveMinimum: 100 },
  'a small number': { type: 'integer', minimum: 1, maximum: 3 },
  'a multiple': { type: 'integer', multipleOf: 25 },
  'one of some values': { enum: ['red', 'blue'] },
  'a constant': { const: 7 },
  'a list': { type: 'array', items: { type: 'integer' }, minItems: 2 },
  'an alternative': { anyOf: [{ type: 'string' }, { type: 'null' }] },
  'something nullable': { type: ['string', 'null'] },
  'an object with an optional field': {
    type: 'object',
    properties: { name: { type: 'string' }, address: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
    required: ['name', 'address'],
    additionalProperties: false,
  },
};

describe('a sample payload', () => {
  for (const [kind, schema] of Object.entries(schemas)) {
    it(`makes a sample that is valid for ${kind}`, () => {
      for (const variant of [0, 1]) expect(ajv.validate(schema, sampleOf(schema, variant)), `variant ${variant}`).to.equal(true);
    });
  }

  it("is the schema's own example where it has one", () => {
    expect(sampleOf({ type: 'string', examples: ['Teapot', 'Cup'] })).to.equal('Teapot');
    expect(sampleOf({ type: 'string', examples: ['Teapot', 'Cup'] }, 1)).to.equal('Cup');
  });
});

describe('the banner', () => {
  const price = { type: 'number', minimum: 0 } as const;
  const payload = {
    type: 'object',
    properties: { name: { type: 'string', examples: ["Cook's"] }, price },
    required: ['name', 'price'],
  } as const;
  const shopItem: Aggregate = {
    name: 'ShopItem',
    handler: 'src/item.ShopItem',
    source: { file: 'src/item.ts', exportName: 'ShopItem' },
    http: { events: true },
    snapshot: false,
    model: {
      kind: 'aggregate',
      name: 'ShopItem',
      events: {},
      guards: false,
      commands: {
        Retire: { creates: false, deletes: true, payload: { type: 'object' } },
        UpdatePrice: { creates: false, deletes: false, payload: { type: 'object', properties: { price }, required: ['price'] } },
        Create: { creates: true, deletes: false, payload },
      },
    },
  };
  const catalogue: Projection = {
    name: 'catalogue',
    handler: 'src/catalogue.catalogue',
    source: { file: 'src/catalogue.ts', exportName: 'catalogue' },
    http: {},
    isolated: false,
    model: {
      kind: 'projection',
      name: 'catalogue',
      from: ['ShopItem'],
      row: {},
      store: 'dynamodb',
      keyAttribute: 'id',
      indexes: {},
      shared: false,
      inline: false,
    },
  };
  const facts: Facts = {
    deployment: { service: 'shop', stage: 'dev' },
    provider: { vpc: false, tracing: false },
    sources: [],
    executors: [],
    consumers: [],
    deadLetters: [],
    protection: { deletionPolicy: 'Retain', pointInTimeRecovery: true },
    lastingIds: false,
    scans: false,
  };
  const partsOf = (aggregate: Aggregate): LocalPart[] =>
    [aggregatesPart([aggregate]), projectionsPart([catalogue])].flatMap((part) => part.build?.(facts).local ?? []);
  const at = { baseUrl: 'http://localhost:3000', dynamodb: 'http://localhost:8000', queues: [], lines: [] };

  it('has lines to copy: a creation, a command that follows it and changes something, the state, the rows', () => {
    const lines = bannerOf('shop', partsOf(shopItem), at)
      .split('\n')
      .filter((line) => line.startsWith('  curl'));

    expect(lines).to.deep.equal([
      `  curl -X POST http://localhost:3000/ShopItem/shop-item-1/Create -H 'content-type: application/json' -d '{"name":"Cook'\\''s","price":10}'`,
      `  curl -X POST http://localhost:3000/ShopItem/shop-item-1/UpdatePrice -H 'content-type: application/json' -d '{"price":12}'`,
      '  curl http://localhost:3000/ShopItem/shop-item-1',
      '  curl http://localhost:3000/catalogue',
    ]);
  });

  it('offers nothing to copy that would be refused: routes with an authorizer want a token', () => {
    const guarded = { ...shopItem, http: { events: false, authorizer: { name: 'customers' } } };

    expect(bannerOf('shop', partsOf(guarded), at))
      .to.contain('POST http://localhost:3000/ShopItem/{id}/{command}')
      .and.not.to.contain('curl');
  });
});
