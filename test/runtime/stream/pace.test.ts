import { expect } from 'chai';
import { pace } from '../../../runtime/src/stream/pace.js';

function prepare(rate: number | undefined) {
  const clock = { now: 0 };
  return { clock, turns: pace(rate, () => clock.now) };
}

describe('A pace', () => {
  it('lets no more through than the rate, however often it is asked', () => {
    const { clock, turns } = prepare(10);
    for (let round = 0; round < 5; round += 1) {
      clock.now += turns.owed();
      turns.take(10);
    }

    expect(clock.now).to.equal(4000);
    expect(turns.owed()).to.equal(1000);
  });

  it('lets the next through once what was taken has been waited for', () => {
    const { clock, turns } = prepare(1);
    turns.take(30);

    clock.now = 29_999;
    expect(turns.owed()).to.equal(1);
    clock.now = 30_000;
    expect(turns.owed()).to.equal(0);
  });

  it('saves nothing up while nothing is taken', () => {
    const { clock, turns } = prepare(10);
    clock.now = 60_000;
    turns.take(10);

    expect(turns.owed()).to.equal(1000);
  });

  it('is as fast as it goes without a rate', () => {
    const { turns } = prepare(undefined);
    turns.take(1_000_000);

    expect(turns.owed()).to.equal(0);
  });
});
