import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { installRunners, runners, runSpec } from './runners.js';

const spec = new URL('../../matrix/runners/item.spec.mjs', import.meta.url);

/** The line of the spec that holds a text, as runners write it. */
const lineOf = async (text: string): Promise<string> => {
  const lines = (await readFile(spec, 'utf8')).split('\n');
  return `item.spec.mjs:${lines.findIndex((line) => line.includes(text)) + 1}:`;
};

describe('the testing kit', () => {
  before(installRunners);

  for (const [name, runner] of Object.entries(runners)) {
    it(`passes and fails under ${name}, with the difference and the user's line`, async () => {
      const { code, output } = await runSpec(runner, 'item.spec.mjs');

      expect(code, output).to.be.above(0);
      expect(output).to.match(/[✔✓] that passes/);
      expect(output).to.match(/2 failing|fail 2|2 failed/);
      expect(output).to.include('ReducePrice stored other events than expected (- expected, + stored):');
      expect(output).to.match(/~ PriceUpdated\n\s+- data\.price: 7\n\s+\+ data\.price: 8\n/);
      expect(output).to.include(await lineOf('price: 7'));
      expect(output).to.include('Nothing is asserted after ReducePrice');
      expect(output).to.include(await lineOf('that asserts nothing'));
      expect(output, 'a frame of the kit').not.to.match(/dist\/testing/);
    });
  }
});
