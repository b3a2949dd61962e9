import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'example-service/src');
const mistakes = ['literals', 'mistakes', 'processes', 'publishers', 'rejections', 'testing', 'upcast'].map((name) =>
  join(root, `test/types/${name}.types.ts`),
);
export const exampleFiles = readdirSync(example).map((file) => join(example, file));

/** Compiles files with one of the installed compilers, against the built packages, as a user's project would. */
function compile(compiler: string, files: readonly string[]) {
  const manifest = createRequire(join(root, 'package.json')).resolve(`${compiler}/package.json`);
  const { version, bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const strict =
    '--noEmit --strict --target es2022 --module nodenext --moduleResolution nodenext --exactOptionalPropertyTypes --noUncheckedIndexedAccess --skipLibCheck';
  const args = [join(dirname(manifest), bin.tsc), ...strict.split(' '), '--types', 'node', '--ignoreConfig', ...files];
  // TypeScript 5 takes files on the command line without being asked to ignore a tsconfig.json, and does not know the option.
  const known = version.startsWith('5.') ? args.filter((arg) => arg !== '--ignoreConfig') : args;
  const { status, stdout } = spawnSync(process.execPath, known, { cwd: root, encoding: 'utf8', timeout: 240_000 });
  return { version: String(version), status, output: stdout };
}

/** What a compiler of users must make of our types. */
export const compilerContract = (compiler: string, version: string) => {
  describe(`TypeScript ${version}`, () => {
    it(`infers the example without a cast: TypeScript ${version}`, () => {
      const compiled = compile(compiler, exampleFiles);

      expect(compiled.version).to.match(new RegExp(`^${version.replace('.', '\\.')}`));
      expect(compiled.output).to.equal('');
      expect(compiled.status).to.equal(0);
    });

    it(`catches each mistake, and nothing that is none: TypeScript ${version}`, () => {
      const compiled = compile(compiler, mistakes);

      expect(compiled.output).to.equal('');
      expect(compiled.status).to.equal(0);
    });
  });
};
