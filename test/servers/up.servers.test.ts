import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { endpointOf } from './endpoints.js';
import { parseArguments } from './main/arguments.js';
import { listens } from './main/listens.js';
import { isAlive } from './main/running.js';

const up = fileURLToPath(new URL('up', import.meta.url));

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs `test/servers/up` as in a checkout where nothing is up. */
function runUp(
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): { pid: number; heard(text: string): Promise<void>; ended: Promise<Ended> } {
  const child = spawn(up, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  const ended = new Promise<Ended>((done) => child.once('close', (code) => done({ code, ...said })));
  return {
    pid: child.pid ?? 0,
    ended,
    async heard(text) {
      while (!said.out.includes(text)) {
        if (child.exitCode !== null) throw new Error(said.err);
        await wait(50);
      }
    },
  };
}

describe('test/servers/up', function () {
  this.timeout(300_000);

  it('runs a command with the endpoint of the server it names, and ends as the command does', async () => {
    const program = 'fetch(process.env.SERVERS_AWS + "/moto-api/").then((answer) => { console.log(answer.status); process.exit(7); })';

    const { code, out } = await runUp(['aws', '--', process.execPath, '-e', program]).ended;

    expect({ code, out }).to.deep.equal({ code: 7, out: '200\n' });
  });

  it('fails with the name of a server that cannot be had, and does not run the command', async () => {
    const TMPDIR = await mkdtemp(`${tmpdir()}/no-servers-`);
    await mkdir(`${TMPDIR}/event-sourcing-servers-${process.getuid?.() ?? 0}/kafka-4.3.1`, { recursive: true });

    const { code, out, err } = await runUp(['kafka', '--', 'echo', 'passed over'], { ...process.env, TMPDIR }).ended;

    await rm(TMPDIR, { recursive: true });
    expect({ code, out }).to.deep.equal({ code: 1, out: '' });
    expect(err).to.contain('Kafka cannot be had').and.to.contain('StorageTool');
  });

  it('leaves no server behind when it is killed', async () => {
    const TMPDIR = await mkdtemp(`${tmpdir()}/killed-servers-`);
    await chmod(TMPDIR, 0o755);
    const command = [process.execPath, '-e', 'console.log(process.env.SERVERS_POSTGRESQL); setTimeout(() => {}, 5000)'];
    const killed = runUp(['postgresql', '--', ...command], { ...process.env, TMPDIR });
    await killed.heard('postgres://');

    process.kill(killed.pid, 'SIGKILL');

    const { out } = await killed.ended;
    const { port } = new URL(out.trim());
    while (await listens(Number(port))) await wait(100);
    const again = await runUp(['postgresql', '--', 'true'], { ...process.env, TMPDIR }).ended;
    const left = await readdir(`${TMPDIR}/event-sourcing-servers-${process.getuid?.() ?? 0}`);
    await rm(TMPDIR, { recursive: true });
    expect(isAlive(killed.pid)).to.equal(false);
    expect({ code: again.code, left }).to.deep.equal({ code: 0, left: [] });
  });

  it('refuses a word that is no server, and a command that is none', () => {
    expect(() => parseArguments(['mysql'])).to.throw("'mysql' is no server");
    expect(() => parseArguments(['kafka', '--'])).to.throw("No command is given after '--'");
    expect(parseArguments(['kafka', 'aws', 'kafka', '--', 'a', '--'])).to.deep.equal({ wanted: ['kafka', 'aws'], command: ['a', '--'] });
  });

  it('gives tests all of its servers', async () => {
    const health = await fetch(`${endpointOf('opensearch')}/_cluster/health`);
    const [broker = '', port] = endpointOf('kafka').split(':');

    expect(health.status).to.equal(200);
    expect(broker).to.equal('127.0.0.1');
    expect(await listens(Number(port))).to.equal(true);
    expect(await listens(Number(new URL(endpointOf('postgresql')).port))).to.equal(true);
    expect((await fetch(`${endpointOf('aws')}/moto-api/`)).status).to.equal(200);
  });
});
