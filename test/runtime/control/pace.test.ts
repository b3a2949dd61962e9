import { expect } from 'chai';
import { pace } from '../../../runtime/src/control/pace.js';

function prepare(rate: number | undefined) {
  const clock = { now: 0 };
  const turns = pace(
    rate,
    () => clock.now,
    async (milliseconds) => {
      clock.now += milliseconds;
    },
  );
  return { clock, turns };
}

describe('A pace', () => {
  it('waits for what was taken', async () => {
    const { clock, turns } = prepare(10);
    for (let round = 0; round < 5; round += 1) {
      expect(await turns.taken()).to.equal(true);
      turns.take(10);
    }

    expect(clock.now).to.equal(4000);
    expect(turns.owed()).to.equal(1000);
  });

  it('does not wait for long, but says for how long', async () => {
    const { clock, turns } = prepare(1);
    turns.take(30);

    expect(await turns.taken()).to.equal(false);
    expect(turns.owed()).to.equal(30_000);
    clock.now = 30_000;
    expect(await turns.taken()).to.equal(true);
  });

  it('saves nothing up while nothing is taken', async () => {
    const { clock, turns } = prepare(10);
    clock.now = 60_000;
    turns.take(10);

    expect(turns.owed()).to.equal(1000);
  });

  it('is as fast as it goes without a rate', async () => {
    const { clock, turns } = prepare(undefined);
    turns.take(1_000_000);

    expect(await turns.taken()).to.equal(true);
    expect(clock.now).to.equal(0);
  });
});
