import { expect } from 'chai';
import { interleaved, median } from '../../bench/rounds.js';

describe('the median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).to.equal(5);
  });

  it('is the mean of the two in the middle of an even number', () => {
    expect(median([4, 1, 100, 2])).to.equal(3);
  });

  it('refuses the median of nothing', () => {
    expect(() => median([])).to.throw(TypeError);
  });
});

describe('interleaved rounds', () => {
  const recorder = () => {
    const order: string[] = [];
    const contender = (name: string, values: readonly number[]) => {
      let next = 0;
      return async () => {
        order.push(name);
        return values[next++] ?? Number.NaN;
      };
    };
    return { order, contender };
  };

  it('measure contenders in turns, and let each go first as often', async () => {
    const { order, contender } = recorder();

    await interleaved({ rounds: 2, samples: 2 }, { a: contender('a', [1, 1, 1, 1]), b: contender('b', [1, 1, 1, 1]) });

    expect(order.join(' ')).to.equal('a b b a a b b a');
  });

  it('give the median over the rounds of the median of each', async () => {
    const { contender } = recorder();
    // By rounds: 2, 20, 3. One round at a bad time does not count.
    const values = [1, 2, 50, 19, 20, 21, 3, 3, 90];

    const medians = await interleaved({ rounds: 3, samples: 3 }, { a: contender('a', values) });

    expect(medians).to.deep.equal({ a: 3 });
  });
});
