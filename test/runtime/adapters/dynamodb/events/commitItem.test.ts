import { expect } from 'chai';
import { decodeFacts, encodeCommit } from '../../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { commit, opened } from '../../../commitBuilders.js';

describe('the item of a commit', () => {
  const own = { commandId: 'c1', correlationId: 'c1', causationId: 'c1' };

  it('says the id of a command once, where it correlates and causes itself', () => {
    const item = encodeCommit(commit('Account/1', 1, [opened()], own));

    expect(item).to.include.keys('commandId').and.not.include.keys('correlationId', 'causationId');
    expect(decodeFacts(item)).to.include(own);
  });

  it('says what else it belongs to and follows from', () => {
    const other = { commandId: 'c1', correlationId: 'trace', causationId: 'Order/7@3' };

    expect(decodeFacts(encodeCommit(commit('Account/1', 1, [opened()], other)))).to.include(other);
  });

  it('is read where it says the same id three times', () => {
    const item = { ...encodeCommit(commit('Account/1', 1, [opened()], own)), correlationId: { S: 'c1' }, causationId: { S: 'c1' } };

    expect(decodeFacts(item)).to.include(own);
  });

  it('has no fingerprint where the command has none', () => {
    const { fingerprint: _, ...unprinted } = commit('Account/1', 1, [opened()]);

    const item = encodeCommit(unprinted);

    expect(item).not.to.have.property('fingerprint');
    expect(decodeFacts(item)).not.to.have.property('fingerprint');
    expect(decodeFacts(encodeCommit({ ...unprinted, fingerprint: 'f' })).fingerprint).to.equal('f');
  });
});
