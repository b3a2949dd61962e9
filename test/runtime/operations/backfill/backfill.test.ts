import { expect } from 'chai';
import { inMemoryEventStore } from '../../../../runtime/src/index.js';
import { backfill } from '../../../../runtime/src/operations/backfill/backfill.js';
import { caught } from '../../caught.js';
import { MemberBefore } from '../../commands/memberFixture.js';
import { streamListContract } from '../../eventStore/streamListContract.js';
import { backfillContract } from './backfillContract.js';

const create = async () => {
  const store = inMemoryEventStore();
  return { store, streams: store };
};

describe('a list of streams in memory', () => streamListContract(create));

describe('a back-fill in memory', () => {
  backfillContract(create);

  it('refuses an aggregate without unique values', async () => {
    const { store, streams } = await create();
    const work = { store, streams, now: () => 0, sleep: async () => {}, random: Math.random };

    expect(await caught(backfill(work, MemberBefore))).to.include({ code: 'DefinitionInvalid' });
  });
});
