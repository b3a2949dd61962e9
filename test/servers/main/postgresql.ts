import { access, chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { freePort } from '../../dynamodbLocal.js';
import { answers, asUser, handOver, startChild } from './child.js';
import { installPackage } from './install.js';
import { run, works } from './run.js';
import type { Place, Server } from './server.js';

const folder = '/usr/lib/postgresql';
const user = 'postgres';

/** PostgreSQL from Debian's packages, as the user that they make for it. */
export const postgresql: Server = {
  name: 'PostgreSQL',

  async start({ data, say }) {
    const programs = (await newest()) ?? (await install(say));
    await handOver(data, user);
    const [setpriv = '', ...identity] = asUser(user);
    await run(setpriv, [
      ...identity,
      `${programs}/initdb`,
      '-D',
      `${data}/cluster`,
      '-U',
      user,
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--no-locale',
      '-N',
    ]);
    const port = await freePort();
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'shared_buffers=32MB', 'max_connections=60'];
    const child = startChild({
      command: `${programs}/postgres`,
      args: ['-D', `${data}/cluster`, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      cwd: data,
      user,
      endsOn: 'INT',
    });
    await answers(child, () => works(`${programs}/pg_isready`, ['-h', '127.0.0.1', '-p', String(port), '-U', user]));
    return { endpoint: `postgres://${user}@127.0.0.1:${port}/postgres`, stop: child.stop };
  },
};

/** The programs of the newest server that is installed. */
async function newest(): Promise<string | undefined> {
  const versions = await readdir(folder).catch(() => []);
  for (const version of versions.map(Number).sort((a, b) => b - a)) {
    const programs = `${folder}/${version}/bin`;
    if (
      await access(`${programs}/postgres`).then(
        () => true,
        () => false,
      )
    )
      return programs;
  }
  return undefined;
}

const settingsOfClusters = '/etc/postgresql-common/createcluster.conf';

async function install(say: Place['say']): Promise<string> {
  await installPackage('postgresql-common', say);
  // Else the package would make a cluster and start it on port 5432, where nobody asked for one.
  const settings = await readFile(settingsOfClusters, 'utf8');
  await writeFile(settingsOfClusters, settings.replace(/^#?create_main_cluster.*$/m, 'create_main_cluster = false'));
  await chmod(settingsOfClusters, 0o644);
  await installPackage('postgresql', say);
  const programs = await newest();
  if (programs === undefined) throw new Error(`the package postgresql is installed, and ${folder} has no server`);
  return programs;
}
