import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv, type AnySchema } from 'ajv';
import { expect } from 'chai';
import { build } from 'esbuild';
import fc from 'fast-check';
import { catalogue } from '../../../example-service/src/catalogue.js';
import { Item } from '../../../example-service/src/item.js';
import { defineAggregate, type JSONSchema, object } from '../../../runtime/src/index.js';
import { compiledValidators } from '../../../runtime/src/lambda/index.js';
import { compileValidators } from '../../../runtime/src/model/index.js';
import { type SchemaOwner, schemasOf } from '../../../runtime/src/model/schemas.js';
import { createValidator } from '../../../runtime/src/validation/validator.js';
import type { Check } from '../../../runtime/src/validation/violations.js';

const odd: Record<string, JSONSchema> = {
  recursive: {
    definitions: { node: object({ child: { $ref: '#/definitions/node' }, tags: { type: 'array' } }, { optional: ['child'] }) },
    $ref: '#/definitions/node',
  },
  root: { type: 'object', properties: { child: { $ref: '#' } }, required: ['name'] },
  unicode: { type: 'string', minLength: 2, maxLength: 3, pattern: '^[^"\\\\/]*💩?$' },
  names: { type: 'object', propertyNames: { maxLength: 4, pattern: '^[a-z~/]+$' }, minProperties: 1 },
  pointers: object(
    { 'a/b': { type: 'string' }, '~': { type: 'integer' }, 'schemaPath:': { enum: ['",schemaPath:"x",'] } },
    { optional: ['~'] },
  ),
  patterns: {
    type: 'object',
    patternProperties: { '^n': { type: 'number', multipleOf: 2 } },
    additionalProperties: { type: ['string', 'null'] },
  },
  choice: { oneOf: [{ type: 'number', minimum: 1 }, { type: 'number', maximum: 2 }, object({ kind: { const: 'a' } })] },
  any: { anyOf: [{ type: 'string' }, { not: { type: 'array' } }] },
  // From text: an object literal with a `then` looks like a promise.
  condition: JSON.parse(
    '{ "if": { "required": ["kind"] }, "then": { "required": ["name"] }, "else": { "dependencies": { "name": ["price"] } } }',
  ),
  list: { type: 'array', uniqueItems: true, contains: { type: 'number' }, items: { enum: [1, 'a', { name: 'a' }, null, [1]] } },
  tuple: { type: 'array', items: [{ type: 'number' }, { type: 'string' }], additionalItems: false, minItems: 2 },
  constant: { const: { name: 'a', tags: [1] } },
  nothing: false,
  everything: true,
};

const Odd = defineAggregate({
  name: 'Odd',
  initialState: () => ({}),
  events: odd,
  evolve: Object.fromEntries(Object.keys(odd).map((type) => [type, (state: object) => state])),
  commands: { Decided: { payload: object({ price: { type: 'number', exclusiveMinimum: 0 } }) }, Emitted: { emits: 'unicode' } },
  decide: { Decided: () => [] },
});

/** Runs the compiled source, bundled as the plugin does. */
async function load(definitions: readonly SchemaOwner[]): Promise<Record<string, Check>> {
  const resolveDir = fileURLToPath(new URL('../../../runtime/src/model/', import.meta.url));
  const { outputFiles } = await build({
    stdin: { contents: compileValidators(definitions), resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const folder = await mkdtemp(join(tmpdir(), 'validators-'));
  try {
    const file = join(folder, 'validators.mjs');
    await writeFile(file, outputFiles[0]?.text ?? '');
    return (await import(pathToFileURL(file).href)).validators;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const names = ['name', 'price', 'id', 'reason', 'kind', 'child', 'tags', 'a/b', '~', 'schemaPath:', 'n1', 'CAPITAL'];
const leaf = fc.constantFrom('', 'a', 'ab', '💩💩', '",schemaPath:"x",', 'x'.repeat(120), -1, 0, 1, 2, 2.5, true, null);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('validators compiled at package time', () => {
  const definitions: readonly SchemaOwner[] = [Item, Odd, catalogue];
  const schemas = definitions.flatMap((definition) => schemasOf(definition));
  let compiled: ReturnType<typeof compiledValidators>;

  before(async () => {
    compiled = compiledValidators(definitions, await load(definitions));
  });

  it('find the same violations as those compiled at run time', () => {
    const atRunTime = createValidator();
    let invalid = 0;

    fc.assert(
      fc.property(anything, (value) => {
        for (const { schema, place } of schemas) {
          const violations = compiled(schema, value);
          invalid += violations.length;
          expect(violations, place).to.deep.equal(atRunTime(schema, value));
        }
      }),
      { numRuns: 500 },
    );

    expect(invalid).to.be.above(1000);
  });

  it('tell the very values that are wrong, and no others', () => {
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, allowUnionTypes: true });
    const checks = schemas.map(({ schema, place }) => ({ schema, place, validate: ajv.compile(schema as AnySchema) }));
    const isShown = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
    const ofWholes = ['required', 'additionalProperties'];

    fc.assert(
      fc.property(anything, (value) => {
        for (const { schema, place, validate } of checks) {
          validate(value);
          const wrong = (validate.errors ?? []).filter(({ keyword }) => !ofWholes.includes(keyword)).map(({ data }) => data);
          const told = compiled(schema, value).filter(({ rule }) => !ofWholes.includes(rule));
          expect(
            told.map((violation) => violation.value),
            place,
          ).to.deep.equal(
            wrong.map((data) =>
              !isShown(data) ? undefined : typeof data === 'string' && data.length > 100 ? `${data.slice(0, 100)}…` : data,
            ),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused for a schema that they were not compiled from, when the function starts and when it is asked', async () => {
    const validators = await load([Item]);

    expect(() => compiledValidators([Item, catalogue], validators)).to.throw('No validator was compiled for catalogue.row');
    expect(() => compiled({ type: 'string' }, 'a')).to.throw('No validator was compiled for the schema {"type":"string"}');
  });

  it('share a function where schemas say the same', async () => {
    const validators = await load([Item]);

    expect(validators['Item.commands.RetireItem.payload']).to.equal(validators['Item.events.ItemRetired']);
    expect(validators['Item.events.ItemCreated']).not.to.equal(validators['Item.events.PriceUpdated']);
  });

  it('say nothing of the schema but what a violation tells', () => {
    expect(compileValidators([Item]))
      .not.to.include('schemaPath')
      .and.not.to.include('parentSchema');
    expect(compileValidators([Odd])).to.include('",schemaPath:"x",'.replaceAll('"', '\\"'));
  });

  const refused: [string, JSONSchema, string][] = [
    ['a keyword that nobody knows', { type: 'string', isPrice: true } as never, 'strict mode: unknown keyword: "isPrice"'],
    ['a format, which ajv alone does not know', { type: 'string', format: 'email' }, 'unknown format "email"'],
    ['a reference to another schema', { $ref: 'Item.events.ItemCreated' }, "can't resolve reference Item.events.ItemCreated"],
    ['a promise for an answer', { $async: true, type: 'object' } as never, '$async is not supported'],
  ];
  for (const [what, schema, reason] of refused) {
    it(`are not made of ${what}: both sides name it`, () => {
      const row = { kind: 'projection', name: 'prices', row: schema } as const;

      expect(() => compileValidators([row]))
        .to.throw('prices.row is no JSON Schema')
        .with.property('code', 'DefinitionInvalid');
      expect(() => compileValidators([row])).to.throw(reason);
      expect(() => createValidator()(schema, 'a')).to.throw(reason);
    });
  }

  it('are not made of two schemas with one $id', () => {
    const events = { A: { $id: 'price', type: 'number' }, B: { $id: 'price', type: 'string' } } as const;

    expect(() => compileValidators([{ kind: 'aggregate', name: 'Twice', events, commands: {} }])).to.throw(
      'Twice.events.B is no JSON Schema',
    );
  });
});
