import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where a framework and the plugins for it are installed. */
export type Framework = { readonly name: string; readonly packages: string };

export const serverless3: Framework = { name: 'serverless 3', packages: join(root, 'node_modules') };

/** Both our packages, whatever the framework. */
export const ownPackages = join(root, 'node_modules');

/** osls 4 has an install root of its own, since it is called `serverless` too: installed when it is not there yet. */
export const osls4 = (): Framework => {
  const folder = join(root, 'test', 'matrix', 'osls');
  if (!existsSync(join(folder, 'node_modules', 'serverless', 'package.json'))) {
    console.log('      installing osls 4 into test/matrix/osls (npm ci), once');
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return { name: 'osls 4', packages: join(folder, 'node_modules') };
};

/** What a framework is called in the names of tests, without installing it. */
export const titleOf = (framework: () => Framework): string => (framework === osls4 ? 'osls 4' : serverless3.name);

export const binaryOf = ({ packages }: Framework): string => join(packages, 'serverless', 'bin', 'serverless.js');
