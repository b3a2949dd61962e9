import { expect } from 'chai';
import type { Commit } from '../../../../runtime/src/index.js';
import type { RebuildAnswer, RebuildRequest } from '../../../../runtime/src/model/control.js';
import { rowsStatus } from '../../../../runtime/src/operations/status/rowsStatus.js';
import { parkedInSlots } from '../../../../runtime/src/projections/slots/parkedInSlots.js';
import { accounts } from '../../accountFixture.js';
import { commit, deposited, opened } from '../../commitBuilders.js';
import { type Invocation, statesOf, type World, world } from './rebuildWorld.js';

const minute = 60_000;

/** Lets the scheduler run until something is done. */
async function done<Result>(here: World, work: Promise<Result>): Promise<Result> {
  const told = work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  await here.scheduler.run();
  const outcome = await told;
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

const history = (streams: number): Commit[] =>
  Array.from({ length: streams }, (_, n) => `Account/${n}`).flatMap((stream) => [
    commit(stream, 1, [opened()]),
    commit(stream, 2, [deposited(3), deposited(4)]),
  ]);

async function prepare(commits: readonly Commit[]) {
  const here = world(7);
  for (const each of commits) await here.append(each);
  const ask = (request: Partial<RebuildRequest> = {}, options?: Invocation): Promise<RebuildAnswer | undefined> =>
    done(here, here.ask({ settleSeconds: 60, ...request }, options));
  /** Asks again until it is over, whatever it says of time. */
  const finish = async (request: Partial<RebuildRequest> = {}) => {
    for (;;) {
      const answer = await ask(request);
      if (answer?.status === 'waits' || answer?.status === 'busy')
        await done(here, here.sleep(Date.parse(answer.until) - here.scheduler.now()));
      else if (answer?.status !== 'goesOn') return answer;
    }
  };
  const rows = (slot: 'a' | 'b') => here.stores.rowsOf(accounts, slot);
  const idsIn = async (slot: 'a' | 'b') => (await rows(slot).list({ limit: 1000 })).rows.map((row) => (row as { id: string }).id).sort();
  const state = async () => (await statesOf(here)).get('accounts');
  /** What `status` shows. */
  const shown = async () => {
    const states = await statesOf(here);
    const { records } = here.stores;
    const parked = parkedInSlots(here.stores.parked, states);
    return rowsStatus({ projection: 'accounts', state: states.get('accounts'), records, parked, now: here.scheduler.now() });
  };
  return { here, ask, finish, rows, idsIn, state, shown };
}

/** A commit that the projection does not get past: an owner that its row's schema refuses. */
const poisoned = (stream: string) => commit(stream, 1, [{ type: 'Opened', data: { owner: 5 } }]);

describe('the steps of a rebuild', () => {
  it('are each waited for as long as who began before may take, and tell how far they are', async () => {
    const { here, ask, state } = await prepare(history(3));

    const first = await ask();
    await done(here, here.sleep(minute));
    const second = await ask();
    const switched = await state();
    await done(here, here.sleep(minute));
    const third = await ask();
    const ending = await state();
    await done(here, here.sleep(minute));
    const last = await ask();

    expect(first).to.include({ status: 'waits', phase: 'filling', commits: 0, total: 6 });
    expect(second).to.include({ status: 'waits', phase: 'switched', commits: 6, events: 9 });
    expect(switched).to.deep.include({ read: 'b' }).and.to.have.nested.property('rebuild.phase', 'switched');
    expect(third).to.include({ status: 'waits', phase: 'ending' });
    expect(ending).to.have.nested.property('rebuild.phase', 'ending');
    expect(last).to.include({ status: 'done', commits: 6, events: 9 });
    expect(await state()).to.deep.equal({ read: 'b' });
  });

  it('end before the switch where there is no time for all, and go on from there', async () => {
    const { ask, idsIn, state } = await prepare(history(600));

    const between: unknown[] = [];
    let answer = await ask({ settleSeconds: 0, segments: 1, seconds: 0.15 });
    while (answer?.status === 'goesOn') {
      if (answer.phase === 'filling' && answer.commits > 0) between.push([answer.commits < 1200, (await state())?.read, await idsIn('a')]);
      answer = await ask({ settleSeconds: 0, segments: 1, seconds: 0.15 });
    }

    expect(between).to.have.length.above(0);
    for (const each of between) expect(each).to.deep.equal([true, 'a', []]);
    expect(answer).to.include({ status: 'done', commits: 1200, events: 1800 });
    expect(await idsIn('b')).to.have.length(600);
  });

  it('go on wherever the call before was killed', async () => {
    const events = history(4);
    for (let killedAfter = 0; ; killedAfter++) {
      const { ask, finish, idsIn, state } = await prepare(events);
      const killed = await ask({ settleSeconds: 0, segments: 2 }, { killedAfter });

      const answer = await finish({ settleSeconds: 0, segments: 2, runner: 'two' });

      const read = (await state())?.read ?? 'a';
      expect(answer?.status, `killed after ${killedAfter}`).to.equal('done');
      expect([await idsIn(read), await idsIn(read === 'a' ? 'b' : 'a')], `killed after ${killedAfter}`).to.deep.equal([
        ['0', '1', '2', '3'],
        [],
      ]);
      if (killed !== undefined) return;
    }
  });

  it('are refused to a second call while the first is at it, and left to it once the first is heard of no more', async () => {
    const { here, ask } = await prepare(history(3));
    await ask({ runner: 'one' });

    const refused = await ask({ runner: 'two' });
    const same = await ask({ runner: 'one' });
    await done(here, here.sleep(2 * minute));
    const taken = await ask({ runner: 'two' });

    expect(refused?.status).to.equal('busy');
    expect(same?.status).to.equal('waits');
    expect(taken?.status).to.equal('waits');
  });

  it('end before the switch where streams are parked in the new rows, and go on where that is accepted', async () => {
    const { here, finish, state, idsIn } = await prepare([...history(2), poisoned('Account/bad')]);

    const stopped = await finish();
    const before = await state();
    const accepted = await finish({ acceptParked: true });

    expect(stopped).to.include({ status: 'parked', parked: 1 });
    expect(stopped).to.have.nested.property('first.stream', 'Account/bad');
    expect(stopped).to.have.nested.property('first.error.name', 'RowInvalid');
    expect(before).to.include({ read: 'a' });
    expect(accepted?.status).to.equal('done');
    expect(await state()).to.deep.equal({ read: 'b' });
    expect(await idsIn('b')).to.deep.equal(['0', '1']);
    // What is parked belongs to the rows that are read.
    expect(await here.stores.parked.count('projections/accounts.b')).to.equal(1);
    expect(await here.stores.parked.count('projections/accounts')).to.equal(0);
  });

  it('forget what was parked in the old rows, and stop early where the fold is wrong', async () => {
    const { here, finish, state } = await prepare([
      ...Array.from({ length: 150 }, (_, n) => poisoned(`Account/0bad${n}`)),
      ...history(300),
    ]);
    const old = {
      consumer: 'projections/accounts',
      stream: 'Account/1',
      version: 2,
      last: 2,
      error: { name: 'Error', message: 'of before' },
      at: '',
    };
    await here.stores.parked.park(old);

    const stopped = await finish({ segments: 1 });
    const early = await state();
    const abandoned = await finish({ abort: true });
    const kept = await here.stores.parked.count('projections/accounts');
    const done = await finish({ segments: 1, acceptParked: true });

    expect(stopped).to.include({ status: 'parked' });
    expect((stopped as { parked: number }).parked).to.be.within(100, 150);
    expect((stopped as { commits: number }).commits).to.be.lessThan(750);
    expect(early).to.include({ read: 'a' });
    expect(abandoned?.status).to.equal('abandoned');
    expect(kept).to.equal(1);
    expect(done?.status).to.equal('done');
    expect(await here.stores.parked.count('projections/accounts')).to.equal(0);
  });

  it('give up before the switch, and leave nothing behind', async () => {
    const { ask, finish, rows, idsIn, state } = await prepare(history(3));
    await ask();
    const idle = (await prepare(history(1))).ask({ abort: true });

    const answer = await finish({ abort: true });

    expect(answer?.status).to.equal('abandoned');
    expect(await state()).to.deep.equal({ read: 'a' });
    expect(await idsIn('b')).to.deep.equal([]);
    expect((await rows('b').load(['0', '1', '2'])).size).to.equal(0);
    expect(await idle).to.deep.equal({ status: 'idle' });
  });

  it('are shown to who looks, and whether anybody is at them', async () => {
    const { here, ask, finish, shown } = await prepare([...history(3), poisoned('Account/bad')]);
    const never = await shown();
    await ask();
    const waiting = await shown();
    await done(here, here.sleep(minute));
    await ask();
    const stopped = await shown();
    await ask({ acceptParked: true });
    const switched = await shown();
    await done(here, here.sleep(10 * minute));
    const alone = await shown();
    await ask({ acceptParked: true });
    const ending = await shown();
    await finish({ acceptParked: true });

    expect(never).to.deep.equal({ read: 'a' });
    const started = '2026-03-01T00:00';
    expect(waiting.rebuild?.started?.slice(0, 16)).to.equal(started);
    expect(waiting).to.have.property('read', 'a');
    expect(waiting.rebuild).to.include({ slot: 'b', phase: 'filling', commits: 0, total: 7, parked: 0, abandoned: false });
    expect(Date.parse(waiting.rebuild?.heldUntil ?? '')).to.be.greaterThan(Date.parse(`${started}:59.000Z`));
    expect(waiting.rebuild).to.not.have.any.keys('rate', 'secondsLeft');
    expect(stopped).to.have.property('read', 'a');
    expect(stopped.rebuild).to.include({ slot: 'b', phase: 'filling', commits: 7, events: 10, parked: 1, secondsLeft: 0 });
    expect(stopped.rebuild?.rate).to.be.greaterThan(0);
    expect(stopped.rebuild).to.not.have.property('heldUntil');
    expect(switched).to.have.property('read', 'b');
    expect(switched.rebuild).to.include({ slot: 'b', phase: 'switched', commits: 7, parked: 1 }).and.to.have.property('heldUntil');
    expect(alone.rebuild).to.include({ phase: 'switched' }).and.not.to.have.property('heldUntil');
    expect(ending.rebuild).to.include({ slot: 'b', phase: 'ending', abandoned: false });
    expect(await shown()).to.deep.equal({ read: 'b' });
  });

  it('are shown where they were given up, and before there is anything to show', async () => {
    const { ask, shown, finish } = await prepare(history(3));
    await ask({}, { killedAfter: 6 });
    const beginning = await shown();
    const other = await prepare(history(3));
    await other.ask();
    await other.ask({ abort: true });
    const abandoned = await other.shown();
    await other.finish({ abort: true });
    await finish({ runner: 'two' });

    expect(beginning).to.have.property('read', 'a');
    expect(beginning.rebuild).to.include({ slot: 'b', phase: 'beginning', commits: 0, abandoned: false });
    expect(abandoned.rebuild).to.include({ slot: 'b', phase: 'ending', abandoned: true });
    expect(await other.shown()).to.deep.equal({ read: 'a' });
  });

  it('tell how fast the last invocation was, not how long ago the first', async () => {
    const { here, ask, shown } = await prepare(history(40));
    await ask();
    await done(here, here.sleep(minute));
    await ask({ rate: 2, segments: 2, seconds: 20 });
    await done(here, here.sleep(60 * minute));
    await ask({ rate: 2, segments: 2, seconds: 20 });

    const { rate = 0, secondsLeft = 0, commits = 0 } = (await shown()).rebuild ?? {};

    expect(commits).to.be.within(10, 79);
    expect(rate).to.be.within(1, 4);
    expect(secondsLeft).to.be.within(1, 70);
  });

  it('keep the phases of a rebuild to a rate', async () => {
    const { here, ask } = await prepare(history(40));
    await ask();
    await done(here, here.sleep(minute));
    const start = here.scheduler.now();

    const answer = await ask({ rate: 2, segments: 2 });

    // 120 events, two a second.
    expect(answer).to.include({ phase: 'switched', events: 120 });
    expect(here.scheduler.now() - start).to.be.within(45_000, 120_000);
  });
});
