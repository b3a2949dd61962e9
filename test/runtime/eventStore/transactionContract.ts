import { expect } from 'chai';
import type { EventStore, GuardChange, Transaction } from '../../../runtime/src/index.js';
import { caught } from '../caught.js';
import { all, commit, deposited, opened } from '../commitBuilders.js';

/** What every event store keeps of transactions. Stores may share tables, so tests use streams and guards of their own. */
export function transactionContract(create: () => Promise<EventStore>): void {
  let store: EventStore;
  let ann: string;
  let bob: string;
  let carl: string;
  let key: string;

  beforeEach(async () => {
    store = await create();
    const id = crypto.randomUUID();
    [ann, bob, carl, key] = [`Account/${id}-ann`, `Account/${id}-bob`, `Account/${id}-carl`, `Account/unique/email/${id}`];
  });

  const transact = (parts: Partial<Transaction>) => store.transact({ commits: [], guards: [], checks: [], ...parts });
  const reserve = (owner: string, version?: number): GuardChange => ({
    action: 'reserve',
    guard: { key, owner, ...(version === undefined ? {} : { version }) },
  });
  const guardOf = (action: GuardChange['action'], key: string, owner: string): GuardChange => ({ action, guard: { key, owner } });
  const release = (owner: string) => guardOf('release', key, owner);
  const stored = async () => [...(await all(store.read(ann))), ...(await all(store.read(bob)))].length;

  it('stores several commits and guards together', async () => {
    const commits = [commit(ann, 1, [opened('Ann')]), commit(bob, 1, [opened('Bob')]), commit(bob, 2, [deposited()])];

    const result = await transact({ commits, guards: [reserve(ann)] });

    expect(result).to.deep.equal({ status: 'appended' });
    expect([...(await all(store.read(ann))), ...(await all(store.read(bob)))]).to.deep.equal(commits);
    expect(await store.loadGuard(key)).to.deep.equal({ key, owner: ann });
  });

  it('stores nothing when one version is taken, and tells which and by whom', async () => {
    const first = commit(bob, 1, [opened('Bob')], { commandId: 'first' });
    await store.append(first);

    const result = await transact({ commits: [commit(ann, 1, [opened()]), commit(bob, 1, [opened()])], guards: [reserve(ann)] });

    expect(result).to.deep.equal({ status: 'versionTaken', stream: bob, by: first });
    expect(await stored()).to.equal(1);
    expect(await store.loadGuard(key)).to.equal(undefined);
  });

  it('stores nothing when a stream that was read has moved', async () => {
    await store.append(commit(bob, 1, [opened('Bob')]));
    await store.append(commit(bob, 2, [deposited()]));
    const commits = [commit(ann, 1, [opened()])];

    const moved = await transact({ commits, checks: [{ stream: bob, version: 1 }] });
    const missing = await transact({ commits, checks: [{ stream: bob, version: 0 }] });
    const unmoved = await transact({ commits, checks: [{ stream: bob, version: 2 }] });

    expect(moved).to.deep.include({ status: 'versionTaken', stream: bob });
    expect(missing).to.deep.include({ status: 'versionTaken', stream: bob });
    expect(unmoved).to.deep.equal({ status: 'appended' });
  });

  it('stores nothing when another has a guard, and tells who', async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann)] });

    const result = await transact({ commits: [commit(bob, 1, [opened()])], guards: [reserve(bob)] });

    expect(result).to.deep.equal({ status: 'guardTaken', taken: { key, owner: ann } });
    expect(await stored()).to.equal(1);
  });

  it('lets an owner take its guard again, and another once it is released', async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann)] });

    const again = await transact({ commits: [commit(ann, 2, [deposited()])], guards: [reserve(ann)] });
    const released = await transact({
      commits: [commit(ann, 3, [deposited()])],
      guards: [{ action: 'release', guard: { key, owner: ann } }],
    });
    const taken = await transact({ commits: [commit(bob, 1, [opened()])], guards: [reserve(bob)] });

    expect([again, released, taken].map(({ status }) => status)).to.deep.equal(['appended', 'appended', 'appended']);
    expect(await store.loadGuard(key)).to.deep.equal({ key, owner: bob });
  });

  it('leaves a guard with whoever has it when another gives it up, and stores the rest', async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann)] });

    const result = await transact({ commits: [commit(bob, 1, [opened()])], guards: [release(bob)] });

    expect(result).to.deep.equal({ status: 'appended' });
    expect(await stored()).to.equal(2);
    expect(await store.loadGuard(key)).to.deep.equal({ key, owner: ann });
  });

  it('stores nothing when a guard is taken, though another that was to be given up is not ours', async () => {
    const other = `${key}-other`;
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann), guardOf('reserve', other, ann)] });

    const result = await transact({ commits: [commit(bob, 1, [opened()])], guards: [release(bob), guardOf('reserve', other, bob)] });

    expect(result).to.deep.equal({ status: 'guardTaken', taken: { key: other, owner: ann } });
    expect(await stored()).to.equal(1);
  });

  it('tells a taken version, though a guard that was to be given up is not ours', async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann)] });

    const result = await transact({ commits: [commit(ann, 1, [opened()])], guards: [release(bob)] });

    expect(result).to.deep.include({ status: 'versionTaken', stream: ann });
  });

  it('moves a guard from the stream that gives it up in the same transaction, and from no other', async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann)] });

    const refused = await transact({ guards: [{ ...reserve(bob), from: [carl] }] });
    const moved = await transact({ commits: [commit(ann, 2, [deposited()])], guards: [{ ...reserve(bob), from: [carl, ann] }] });
    const again = await transact({ guards: [{ ...reserve(bob), from: [ann] }] });

    expect(refused).to.deep.equal({ status: 'guardTaken', taken: { key, owner: ann } });
    expect([moved, again]).to.deep.equal([{ status: 'appended' }, { status: 'appended' }]);
    expect(await store.loadGuard(key)).to.deep.equal({ key, owner: bob });
  });

  it('takes a guard away from whichever of several streams has it', async () => {
    await transact({ guards: [reserve(ann)] });

    const result = await transact({ guards: [{ ...release(bob), from: [carl, ann] }] });

    expect(result).to.deep.equal({ status: 'appended' });
    expect(await store.loadGuard(key)).to.equal(undefined);
  });

  it('swaps two guards, and refuses where one of them is with a third', async () => {
    const other = `${key}-other`;
    await transact({ guards: [reserve(ann), guardOf('reserve', other, bob)] });
    const swap = (one: string, two: string) =>
      transact({
        guards: [
          { ...reserve(two), from: [one] },
          { ...guardOf('reserve', other, one), from: [two] },
        ],
      });

    const swapped = await swap(ann, bob);
    const refused = await swap(bob, carl);

    expect(swapped).to.deep.equal({ status: 'appended' });
    expect(refused).to.deep.equal({ status: 'guardTaken', taken: { key: other, owner: ann } });
    expect([await store.loadGuard(key), await store.loadGuard(other)]).to.deep.equal([
      { key, owner: bob },
      { key: other, owner: ann },
    ]);
  });

  it('takes a guard on condition that a stream has not moved', async () => {
    await store.append(commit(ann, 1, [opened()]));

    const moved = await transact({ guards: [reserve(ann)], checks: [{ stream: ann, version: 0 }] });
    const unmoved = await transact({ guards: [reserve(ann)], checks: [{ stream: ann, version: 1 }] });

    expect(moved).to.deep.include({ status: 'versionTaken', stream: ann });
    expect(unmoved).to.deep.equal({ status: 'appended' });
    expect(await store.loadGuard(key)).to.deep.equal({ key, owner: ann });
  });

  it("keeps a command's guard for the commit that it was taken for", async () => {
    await transact({ commits: [commit(ann, 1, [opened()])], guards: [reserve(ann, 1)] });

    const result = await transact({ commits: [commit(ann, 2, [deposited()])], guards: [reserve(ann, 2)] });

    expect(result).to.deep.equal({ status: 'guardTaken', taken: { key, owner: ann, version: 1 } });
  });

  it('tells the version rather than the guard where both are taken, as after a lost answer', async () => {
    const own = { commits: [commit(ann, 1, [opened()], { commandId: 'own' })], guards: [reserve(ann, 1)] };
    await transact(own);

    const repeated = await transact(own);

    expect(repeated).to.deep.include({ status: 'versionTaken', stream: ann });
    expect(repeated).to.have.nested.property('by.commandId', 'own');
  });

  it('refuses two commits of one version, and two changes of one guard, and stores nothing', async () => {
    const first = commit(ann, 1, [opened()], { commandId: 'first' });
    const second = commit(ann, 1, [opened()], { commandId: 'second' });

    const versions = await caught(transact({ commits: [first, second] }));
    const guards = await caught(transact({ commits: [first], guards: [reserve(ann), reserve(bob)] }));

    expect([versions, guards].map(({ code }) => code)).to.deep.equal(['StoreRefused', 'StoreRefused']);
    expect(versions.message).to.contain(`version 1 of ${ann}`);
    expect(await all(store.read(ann))).to.deep.equal([]);
    expect(await store.loadGuard(key)).to.equal(undefined);
  });
}
