import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { claims } from '../../../../../runtime/src/adapters/dynamodb/events/claim.js';
import { commitCodec } from '../../../../../runtime/src/adapters/dynamodb/events/commitCodec.js';
import { itemBytes } from '../../../../../runtime/src/adapters/dynamodb/itemSize.js';
import { caught } from '../../../caught.js';
import { commit, opened } from '../../../commitBuilders.js';
import { decoding } from '../../../decoding.js';
import { inMemoryBlobs } from '../../../inMemoryBlobs.js';

// What is random cannot be compressed.
const large = () => opened(randomBytes(450_000).toString('base64'));

describe('a commit that is too large for an item', () => {
  it('is kept elsewhere, under a key of its stream, version and bytes, and the item says where', async () => {
    const claimCheck = inMemoryBlobs();
    const written = commit('Account/4 2', 7, [large()], { metadata: { actor: 'ann' } });
    const codec = commitCodec({ claims: claims(claimCheck) });

    const item = await codec.encode(written);

    const key = [...claimCheck.blobs.keys()][0] ?? '';
    expect(key).to.match(/^Account\/4%202\/7\/[0-9a-f]{64}$/);
    expect(item.claim?.M?.key).to.deep.equal({ S: key });
    expect(item.claim?.M?.bytes?.N).to.equal(String(claimCheck.blobs.get(key)?.length));
    expect(item).not.to.have.property('events');
    expect(item.types).to.deep.equal({ SS: ['Opened'] });
    expect(itemBytes(item)).to.be.below(1024);
    expect(await codec.decode(item)).to.deep.equal(written);
  });

  it('is not claimed if it fits when it is compressed', async () => {
    const claimCheck = inMemoryBlobs();

    const item = await commitCodec({ claims: claims(claimCheck) }).encode(commit('Account/1', 1, [opened('x'.repeat(1_000_000))]));

    expect(item.encoding?.S).to.equal('json+br');
    expect(claimCheck.blobs.size).to.equal(0);
  });

  it('takes nothing from another of the same version, and is one object when it is tried again', async () => {
    const claimCheck = inMemoryBlobs();
    const codec = commitCodec({ claims: claims(claimCheck) });
    const winner = commit('Account/1', 1, [large()], { commandId: 'winner' });
    const loser = commit('Account/1', 1, [large()], { commandId: 'loser' });

    const items = [await codec.encode(winner), await codec.encode(loser), await codec.encode(winner)];

    expect(claimCheck.blobs.size).to.equal(2);
    expect(await Promise.all(items.map((item) => codec.decode(item)))).to.deep.equal([winner, loser, winner]);
  });

  it('is refused with its size, the limit and the remedy, where there is nowhere else to keep it', async () => {
    const error = await caught(commitCodec().encode(commit('Account/1', 1, [large()])));

    expect(error).to.include({ code: 'CommitTooLarge' });
    expect(error.message)
      .to.match(/Account\/1 would have 4\d{5} bytes, 409600 at most/)
      .and.include('eventSourcing.events.claimCheck');
  });

  it('is refused if it is its metadata that is too large, and nothing is kept', async () => {
    const claimCheck = inMemoryBlobs();

    const error = await caught(
      commitCodec({ claims: claims(claimCheck) }).encode(commit('Account/1', 1, [large()], { metadata: { note: 'x'.repeat(410_000) } })),
    );

    expect(error).to.include({ code: 'CommitTooLarge' });
    expect(error.message).to.include('its metadata must be smaller');
    expect(claimCheck.blobs.size).to.equal(0);
  });

  it('is named where its bytes are gone, or are others, or there is nowhere to look', async () => {
    const claimCheck = inMemoryBlobs();
    const codec = commitCodec({ claims: claims(claimCheck) });
    const item = await codec.encode(commit('Account/1', 3, [large()]));
    const key = [...claimCheck.blobs.keys()][0] ?? '';

    claimCheck.blobs.set(key, Buffer.from('[]'));
    const other = await caught(decoding(codec, item));
    claimCheck.blobs.clear();
    const gone = await caught(decoding(codec, item));
    const nowhere = await caught(decoding(commitCodec(), item));
    const odd = await caught(decoding(codec, { ...item, claim: { S: key } }));

    expect([other, gone, odd].map(({ code }) => code)).to.deep.equal(['StreamCorrupt', 'StreamCorrupt', 'StreamCorrupt']);
    expect(other.message).to.include(`Account/1, version 3, are kept as '${key}', and others are there: 2 bytes`);
    expect(gone.message).to.include('and nothing is there');
    expect(odd.message).to.include('claim must be a map of key, bytes and sha256');
    expect(nowhere).to.include({ code: 'StoreRefused' });
    expect(nowhere.message).to.include('claimCheck');
  });
});
