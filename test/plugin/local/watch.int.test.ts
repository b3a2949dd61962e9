import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { build } from 'esbuild';
import { watchHandlers } from '../../../plugin/src/local/watch.js';
import { eventually } from './streamFixture.js';

describe('the watcher of handlers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'watch-'));
    mkdirSync(join(folder, 'src'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Edits the file at once, as editors do: written in place, its first half would be a change too, that is bundled and reloaded. */
  const source = (text: string) => {
    writeFileSync(join(folder, 'edited'), text);
    renameSync(join(folder, 'edited'), join(folder, 'src', 'item.ts'));
  };
  const handler = () => readFileSync(join(folder, 'out', 'item.mjs'), 'utf8');

  it('bundles and reloads after a change, and leaves the handlers as they were when that fails', async () => {
    const errors: string[] = [];
    let reloads = 0;
    const buildOptions = {
      absWorkingDir: folder,
      entryPoints: [join(folder, 'src', 'item.ts')],
      outdir: join(folder, 'out'),
      bundle: true,
      outExtension: { '.js': '.mjs' },
      sourcemap: true,
    };
    source('export const price: number = 1;');
    await build(buildOptions);
    const watcher = await watchHandlers({
      buildOptions,
      log: { notice: () => undefined, error: (message) => errors.push(message) },
      reload: async () => {
        reloads += 1;
      },
    });

    try {
      source('export const price: number = 2; console.log(price);');
      await eventually(() => reloads === 1);
      expect(handler()).to.contain('price = 2');

      source('export const price: number = ');
      await eventually(() => errors.length === 1);
      expect(errors[0]).to.contain('those from before stay').and.to.contain('item.ts:1');
      expect(handler()).to.contain('price = 2');

      source('export const price: number = 3; console.log(price);');
      await eventually(() => reloads === 2);
      expect(handler()).to.contain('price = 3');
      expect(readdirSync(join(folder, 'out')).sort()).to.deep.equal(['item.mjs', 'item.mjs.map']);
    } finally {
      await watcher.stop();
    }
  });
});
