import { expect } from 'chai';
import fc from 'fast-check';
import { type AvroSchemas, asWritten, avro } from '../../../../runtime/src/adapters/avro/index.js';
import { type Commit, EventSourcingError } from '../../../../runtime/src/index.js';

const context = { aggregate: 'Item', aggregateId: '42', version: 1 };

type Field = { readonly name: string; readonly type: unknown; readonly default?: unknown; readonly aliases?: readonly string[] };
const priceUpdated = (...fields: readonly Field[]) => JSON.parse(JSON.stringify({ type: 'record', name: 'PriceUpdated', fields }));
const item = (history: AvroSchemas[string][string]): AvroSchemas => ({ Item: { PriceUpdated: history } });
const event = (data: unknown): Commit['events'] => [{ type: 'PriceUpdated', data }];

const price: Field = { name: 'price', type: 'double' };
const v1 = priceUpdated({ name: 'price', type: 'int' }, { name: 'reason', type: 'string' });

/** Writes with one history and reads with another. */
async function through(writer: AvroSchemas, reader: AvroSchemas, events: Commit['events']) {
  const bytes = await avro(writer).encode(events, context);
  return avro(reader).decode(Buffer.from(bytes), context);
}

function refused(attempt: () => unknown): EventSourcingError {
  try {
    attempt();
  } catch (error) {
    if (error instanceof EventSourcingError) return error;
    throw error;
  }
  throw new Error('It was expected to fail.');
}

describe('the Avro serialiser', () => {
  it('gives back events as they were written: plain objects, and whatever they have beside their data', async () => {
    const schemas = item(priceUpdated(price, { name: 'tags', type: { type: 'map', values: 'string' } }));
    const events: Commit['events'] = [
      { type: 'PriceUpdated', data: { price: 1.5, tags: { constructor: 'a', b: '' } } },
      { type: 'PriceUpdated', data: { price: -1e300, tags: {} }, schema: 3 },
    ];

    const read = await through(schemas, schemas, events);

    expect(read).to.deep.equal(events);
    expect(Object.getPrototypeOf(read[0]?.data)).to.equal(Object.prototype);
  });

  it('names the writer once for all events of a type', async () => {
    const schemas = avro(item(priceUpdated(price)));
    const size = async (count: number) =>
      (await schemas.encode(Array.from({ length: count }, () => event({ price: 1 })).flat(), context)).length;

    expect((await size(11)) - (await size(1))).to.equal(10 * 11);
  });

  it('resolves an older event to the newest schema: a default for what was added, a promotion, an alias', async () => {
    const v2 = priceUpdated(
      { name: 'price', type: 'long' },
      { name: 'why', type: 'string', aliases: ['reason'] },
      { name: 'currency', type: 'string', default: 'EUR' },
    );
    const v3 = priceUpdated({ ...price, name: 'amount', aliases: ['price'] }, { name: 'currency', type: 'string', default: 'EUR' });
    const first = event({ price: 5, reason: 'sale' });

    expect(await through(item(v1), item([v1, v2]), first)).to.deep.equal(event({ price: 5, why: 'sale', currency: 'EUR' }));
    expect(await through(item(v1), item([v1, v2, v3]), first)).to.deep.equal(event({ amount: 5, currency: 'EUR' }));
    expect(await through(item([v1, v2]), item([v1, v2, v3]), event({ price: 7, why: '', currency: 'CHF' }))).to.deep.equal(
      event({ amount: 7, currency: 'CHF' }),
    );
  });

  it('leaves older events as they were written where upcasters are to begin from there', async () => {
    const history = asWritten([v1, priceUpdated(price)]);

    expect(await through(item(v1), item(history), event({ price: 5, reason: 'sale' }))).to.deep.equal(event({ price: 5, reason: 'sale' }));
    expect(await through(item(history), item(history), event({ price: 0.5 }))).to.deep.equal(event({ price: 0.5 }));
  });

  it('has a field that is null by default left out, and one that may be null otherwise there', async () => {
    const schemas = item(
      priceUpdated({ name: 'note', type: ['null', 'string'], default: null }, { name: 'until', type: ['null', 'string'] }),
    );

    expect(await through(schemas, schemas, event({ until: null }))).to.deep.equal(event({ until: null }));
    expect(await through(schemas, schemas, event({ note: '', until: '2026' }))).to.deep.equal(event({ note: '', until: '2026' }));
  });

  describe('writes nothing that would be lost', () => {
    for (const [what, schema, data, message] of [
      ['a field that no schema has', priceUpdated(price), { price: 1, colour: 'red' }, /colour/],
      ['a value of another type', priceUpdated(price), { price: '1' }, /data\.price is no double: "1"/],
      ['a field that is missing', priceUpdated(price), {}, /data\.price is no double/],
      ['a default in place of a missing field', priceUpdated({ ...price, default: 1 }), {}, /\{"price":1\} instead of \{\}/],
      ['a number that the type rounds', priceUpdated({ ...price, type: 'float' }), { price: 0.1 }, /instead of \{"price":0\.1\}/],
      ['a null that would be left out', priceUpdated({ name: 'n', type: ['null', 'int'], default: null }), { n: null }, /instead of/],
    ] as const) {
      it(what, () => {
        const error = refused(() => avro(item(schema)).encode(event(data), context));

        expect(error).to.include({ code: 'EventInvalid' });
        expect(error.message).to.include('Item.PriceUpdated').and.include('Item/42').and.match(message);
      });
    }
  });

  it('names the event that has no schema', () => {
    const error = refused(() => avro(item(v1)).encode([{ type: 'Retired', data: {} }], context));

    expect(error).to.include({ code: 'DefinitionInvalid' });
    expect(error.message).to.include('avro({ Item: { Retired: … } })');
  });

  it('names the event whose writer was taken out of the history', async () => {
    const bytes = Buffer.from(await avro(item(v1)).encode(event({ price: 1, reason: '' }), context));

    expect(() => avro(item(priceUpdated(price))).decode(bytes, context)).to.throw(/Item\.PriceUpdated .* lacks\. Put it back/);
  });

  it('is not made with a schema that is none, or a newest that cannot read an older', () => {
    const none = refused(() => avro(item(JSON.parse('{ "type": "recrod" }'))));
    const broken = refused(() => avro(item([v1, priceUpdated(price, { name: 'currency', type: 'string' })])));

    expect(none.message).to.include('Item.PriceUpdated').and.include('schema 1 is none');
    expect(broken.message)
      .to.include('Item.PriceUpdated')
      .and.include('the newest cannot read what schema 1 wrote')
      .and.include('currency');
    expect([none.code, broken.code]).to.deep.equal(['DefinitionInvalid', 'DefinitionInvalid']);
  });

  it('gives back any data of its schema', async () => {
    const schemas = avro(
      item(
        priceUpdated(
          price,
          { name: 'lines', type: { type: 'array', items: { type: 'record', name: 'Line', fields: [{ name: 'text', type: 'string' }] } } },
          { name: 'note', type: ['null', 'string'], default: null },
        ),
      ),
    );
    const text = fc.string({ unit: 'binary' });
    const data = fc.record(
      { price: fc.double({ noNaN: true, noDefaultInfinity: true }), lines: fc.array(fc.record({ text })), note: text },
      { requiredKeys: ['price', 'lines'] },
    );

    await fc.assert(
      fc.asyncProperty(fc.array(data), async (all) => {
        const events = all.flatMap(event);
        const bytes = Buffer.from(await schemas.encode(events, context));

        expect(await schemas.decode(bytes, context)).to.deep.equal(JSON.parse(JSON.stringify(events)));
      }),
    );
  });
});
