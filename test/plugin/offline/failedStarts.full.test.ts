import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually, type OfflineService, offlineService } from './offlineService.js';

describe('a service offline that cannot start', () => {
  let offline: OfflineService;
  afterEach(() => offline.end());

  /** It ends by itself, with a code and a word on why; then nothing of it runs any more. */
  const failure = async () => {
    const running = offline.launch();
    const { code } = await running.ended;
    await eventually(offline.processes, (left) => left.length === 0);
    expect(code, running.output()).to.equal(1);
    return running.output();
  };

  it('leaves nothing running when its port is taken, and says which', async () => {
    offline = await offlineService({ ownDatabase: true });
    const server = createServer().listen(offline.ports.http, 'localhost');
    await once(server, 'listening');

    const output = await failure();
    server.close();

    expect(output).to.include(`Port ${offline.ports.http} for serverless-offline is taken`);
  });

  it("leaves nothing running when a user's module throws, and says what it threw", async () => {
    offline = await offlineService({ files: { 'src/order.ts': 'throw new Error("no orders today");\nexport const Order = 1;\n' } });

    expect(await failure())
      .to.include('src/order')
      .and.include('no orders today');
  });

  it('leaves nothing running when there is no DynamoDB Local, and says how to get one', async () => {
    offline = await offlineService({ ownDatabase: true });
    await rm(join(offline.service.dir, 'node_modules', 'amplify-dynamodb-simulator'));

    expect(await failure()).to.include('npm install --save-dev amplify-dynamodb-simulator');
  });

  it('leaves nothing running, Java least of all, when another plugin fails once the database is there', async () => {
    const failing = `
      module.exports = class {
        hooks = { 'before:offline:start:init': async () => { throw new Error('the other plugin fails'); } };
      };
    `;
    offline = await offlineService({ ownDatabase: true, plugins: ['./failing.cjs'], files: { 'failing.cjs': failing } });
    const running = offline.launch({ command: ['offline', 'start'] });
    const java = await eventually(offline.processes, (found) => found.some(({ command }) => command.startsWith('java ')));

    const { code } = await running.ended;

    expect(java).not.to.have.length(0);
    expect(code).to.equal(1);
    expect(running.output()).to.include('the other plugin fails');
    await eventually(offline.processes, (left) => left.length === 0);
  });
});
