import { expect } from 'chai';
import fc from 'fast-check';
import { claims } from '../../../runtime/src/adapters/dynamodb/events/claim.js';
import { commitCodec } from '../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import type { CommitItem } from '../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import type { Serialiser } from '../../../runtime/src/index.js';
import { caught } from '../caught.js';
import { commit, deposited, opened } from '../commitBuilders.js';
import { decoding } from '../decoding.js';
import { inMemoryBlobs } from '../inMemoryBlobs.js';

const long = opened('x'.repeat(3000));

const reversed: Serialiser = {
  name: 'reversed',
  encode: (events) => Buffer.from(JSON.stringify(events)).reverse(),
  decode: async (bytes) => JSON.parse(Buffer.from(bytes).reverse().toString()),
};
const texts: Serialiser = {
  name: 'texts',
  encode: async (events) => `!${JSON.stringify(events)}`,
  decode: (bytes) => JSON.parse(bytes.toString().slice(1)),
};

/** An item as Lambda has it in a stream record: bytes are base64. */
function asRecord(item: CommitItem): CommitItem {
  return JSON.parse(JSON.stringify(item, (_, value) => (value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value)));
}

describe('what events are written as', () => {
  it('is JSON text that names no encoding, as long as it is small', async () => {
    const small = commit('Account/1', 1, [opened('Ann'), deposited(1)]);

    const item = await commitCodec().encode(small);

    expect(item.events).to.deep.equal({ S: JSON.stringify(small.events) });
    expect(item).not.to.have.any.keys('encoding', 'claim');
  });

  it('is compressed beyond 2,048 bytes, and says so', async () => {
    const sized = (bytes: number) => commit('Account/1', 1, [opened('x'.repeat(bytes - JSON.stringify([opened('')]).length))]);

    const at = await commitCodec().encode(sized(2048));
    const beyond = await commitCodec().encode(sized(2049));

    expect(at.events?.S).to.have.length(2048);
    expect(beyond.encoding).to.deep.equal({ S: 'json+br' });
    expect(beyond.events?.B?.length).to.be.below(100);
  });

  it('is compressed beyond another size, or never', async () => {
    const all = await commitCodec({ compressAbove: 0 }).encode(commit('Account/1', 1, [opened('x'.repeat(100))]));
    const none = await commitCodec({ compressAbove: false }).encode(commit('Account/1', 1, [long]));

    expect(all.encoding?.S).to.equal('json+br');
    expect(none).not.to.have.property('encoding');
  });

  it('stays text where compression would make it larger', async () => {
    const item = await commitCodec({ compressAbove: 0 }).encode(commit('Account/1', 1, [{ type: 'A', data: 7 }]));

    expect(item.events?.S).to.equal('[{"type":"A","data":7}]');
  });

  for (const serialiser of [reversed, texts]) {
    for (const event of [opened('Änn'), long]) {
      it(`is what a serialiser of one's own makes it: ${serialiser.name}, ${JSON.stringify(event).length} bytes`, async () => {
        const written = commit('Account/1', 1, [event, deposited(1)], { metadata: { actor: 'ann' } });
        const codec = commitCodec({ serialiser });

        const item = await codec.encode(written);

        expect(item.encoding?.S).to.equal(event === long ? `${serialiser.name}+br` : serialiser.name);
        expect(await codec.decode(item)).to.deep.equal(written);
        expect(await codec.decode(asRecord(item))).to.deep.equal(written);
      });
    }
  }

  it('gives a serialiser the place of the events', async () => {
    const places: unknown[] = [];
    const noting: Serialiser = {
      name: 'noting',
      encode(events, context) {
        places.push(context);
        return JSON.stringify(events);
      },
      decode(bytes, context) {
        places.push(context);
        return JSON.parse(bytes.toString());
      },
    };
    const codec = commitCodec({ serialiser: noting });

    await codec.decode(await codec.encode(commit('Account/7', 4, [opened()])));

    const place = { aggregate: 'Account', aggregateId: '7', version: 4 };
    expect(places).to.deep.equal([place, place]);
  });

  it('is read by the serialiser that wrote it, whichever writes now', async () => {
    const codec = commitCodec({ serialiser: texts, alsoReads: [reversed] });
    const first = commit('Account/1', 1, [long]);

    for (const earlier of [commitCodec({ serialiser: reversed }), commitCodec()]) {
      expect(await codec.decode(await earlier.encode(first))).to.deep.equal(first);
    }
  });

  it('is named, with the remedy, where nothing reads it', async () => {
    const item = await commitCodec({ serialiser: reversed }).encode(commit('Account/1', 3, [opened()]));

    const error = await caught(decoding(commitCodec({ serialiser: texts }), item));

    expect(error).to.include({ code: 'StreamCorrupt' });
    expect(error.message)
      .to.include("Account/1, version 3, are written as 'reversed'")
      .and.include('reads texts, json')
      .and.include('alsoReads');
  });

  it('is named where what is there is not that', async () => {
    const item = await commitCodec().encode(commit('Account/1', 3, [opened()]));
    const wrong = [
      { ...item, encoding: { S: 'json+br' } },
      { ...item, events: { S: '[{' } },
      { ...item, events: { B: Buffer.from('xx') } },
    ];

    for (const each of wrong) {
      const error = await caught(decoding(commitCodec(), each));
      expect(error).to.include({ code: 'StreamCorrupt' });
      expect(error.message).to.match(/Account\/1, version 3, cannot be read as 'json/);
    }
  });

  it('has serialisers with names of their own', () => {
    expect(() => commitCodec({ serialiser: { ...reversed, name: 'json' }, alsoReads: [{ ...texts, name: 'json' }] })).to.throw(
      /'json' is another's/,
    );
    expect(() => commitCodec({ serialiser: { ...reversed, name: 'Avro+br' } })).to.throw(/'Avro\+br' given/);
  });

  it('is any JSON, whatever the size, wherever it is kept', async () => {
    const events = fc.array(
      fc.record({ type: fc.string({ minLength: 1 }), schema: fc.nat(), data: fc.jsonValue({ stringUnit: 'binary' }) }),
      {
        minLength: 1,
      },
    );
    const formats = [{}, { compressAbove: 0 }, { serialiser: reversed, compressAbove: 300 }];

    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom(...formats), async (list, format) => {
        const codec = commitCodec({ ...format, claims: claims(inMemoryBlobs()) });
        const plain = JSON.parse(JSON.stringify(list));
        const written = commit('Account/1', 1, plain);

        const item = await codec.encode(written);

        expect(await codec.decode(item)).to.deep.equal(written);
        expect(await codec.decode(asRecord(item))).to.deep.equal(written);
      }),
      { numRuns: 50 },
    );
  });
});
