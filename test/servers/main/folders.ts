import { chmod, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAlive } from './running.js';

/** Not in the checkout: servers run as users that may not be allowed to look into a home. */
const root = `${tmpdir()}/event-sourcing-servers-${process.getuid?.() ?? 0}`;

/** Where things are installed. @throws Error if somebody else put a folder there: what is in it would be run */
export async function installedFolder(): Promise<string> {
  await mkdir(root, { recursive: true });
  const { uid } = await lstat(root);
  if (uid !== (process.getuid?.() ?? uid))
    throw new Error(`${root} belongs to the user ${uid}: remove it, or set TMPDIR to a folder of your own`);
  await chmod(root, 0o755);
  return root;
}

/** A folder for the data of this run, and its end. */
export async function dataFolders(): Promise<{ of(name: string): Promise<string>; remove(): Promise<void> }> {
  const parent = await installedFolder();
  await removeLeftovers(parent);
  const mine = `${parent}/run-${process.pid}`;
  await mkdir(mine, { recursive: true });
  return {
    async of(name) {
      const folder = `${mine}/${name}`;
      await mkdir(folder);
      return folder;
    },
    remove: () => rm(mine, { recursive: true, force: true }),
  };
}

/** Data of runs that were killed, and could not remove it. */
async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /^run-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(`${parent}/${name}`, { recursive: true, force: true });
  }
}
