import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { exampleFiles } from './compilerContract.js';

describe('the example', () => {
  it('holds no cast in its modules', () => {
    for (const file of exampleFiles) {
      const code = readFileSync(file, 'utf8').replaceAll(/\/\/.*/g, '');
      expect(code, file).not.to.match(/\bas (?!const\b)|<any>|: any\b|@ts-/);
    }
  });
});
