import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Run, runToEnd, type ServiceFiles } from '../plugin/service.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A package as npm would publish it. */
export type Tarball = { readonly name: string; readonly path: string; readonly files: readonly string[] };

/** Packs both packages of this repository into a folder. */
export const packPackages = async (folder: string): Promise<Tarball[]> => {
  const names = ['serverless-event-sourcing-runtime', 'serverless-event-sourcing'];
  const workspaces = names.flatMap((name) => ['--workspace', name]);
  const packed = assertEnded(await npm(['pack', '--json', '--pack-destination', folder, ...workspaces], repository));
  const tarballs: { name: string; filename: string }[] = Object.values(JSON.parse(packed.stdout));
  return Promise.all(
    tarballs.map(async ({ name, filename }) => {
      const path = join(folder, filename);
      const { stdout } = assertEnded(await runToEnd('tar', ['-tzf', path], folder));
      return { name, path, files: stdout.trim().split('\n') };
    }),
  );
};

/** Installs a service from the registry and the tarballs, in a folder where nothing of this repository is in reach. */
export const installService = async (files: ServiceFiles, pack: (folder: string) => Promise<readonly Tarball[]>) => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'event-sourcing-packages-')));
  const dir = join(parent, 'service');
  const tarballs = await pack(parent);
  const { overrides } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const fromTarball = (name: string) => `file:${tarballs.find((tarball) => tarball.name === name)?.path}`;
  const manifest = {
    name: 'library',
    private: true,
    type: 'module',
    dependencies: { 'serverless-event-sourcing-runtime': fromTarball('serverless-event-sourcing-runtime') },
    devDependencies: {
      '@types/node': '^20',
      'amplify-dynamodb-simulator': '2.9.30',
      serverless: '3.40.0',
      'serverless-event-sourcing': fromTarball('serverless-event-sourcing'),
      'serverless-offline': '^13',
    },
    overrides,
  };
  for (const [path, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) })) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  assertEnded(await npm(['install', '--prefer-offline', '--no-audit', '--no-fund'], dir));
  return { dir, tarballs, remove: () => rm(parent, { recursive: true, force: true }) };
};

/** Type checks a folder by its own tsconfig.json. */
export const typeCheck = (dir: string): Promise<Run> =>
  runToEnd(process.execPath, [join(repository, 'node_modules', 'typescript', 'bin', 'tsc'), '--project', dir], dir);

const npm = (args: readonly string[], cwd: string): Promise<Run> =>
  // Where the tests are run by npm, it says which folder it works in; this one works in another.
  runToEnd('npm', args, cwd, { npm_config_local_prefix: cwd });

const assertEnded = (run: Run): Run => {
  if (run.code !== 0) throw new Error(run.output);
  return run;
};
