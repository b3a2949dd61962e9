import { expect } from 'chai';
import { eventually, type OfflineService, offlineService, send } from './offlineService.js';

const slowReceiver = `
import { signals } from 'serverless-event-sourcing-runtime';

signals.on('eventPostSave', {}, async () => {
  console.log('the receiver is at work');
  await new Promise((done) => setTimeout(done, 20_000));
  console.log('the receiver is done');
});
`;

describe('a service offline that ends', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService({ ownDatabase: true, files: { 'src/receivers.ts': slowReceiver } });
  });
  afterEach(() => offline.end());

  const someoneRuns = (what: string) => async () => offline.processes().some(({ command }) => command.includes(what));

  it('ends with a Ctrl-C, which a terminal sends to all of its process group, and with SIGTERM: at once, whatever is at work', async () => {
    for (const [signal, toWhom] of [
      ['SIGINT', 'group'],
      ['SIGTERM', 'process'],
    ] as const) {
      // The second time on the ports that were let go of a moment ago.
      const running = await offline.start({ ownGroup: true });
      const started = offline.processes().map(({ command }) => command);
      const { status } = await send(offline.url, '1', 'CreateItem', { name: 'lamp', price: 3 });
      await running.wrote('the receiver is at work');

      process.kill(toWhom === 'group' ? -running.pid : running.pid, signal);
      const { code } = await running.ended;

      expect(started.filter((command) => command.startsWith('java '))).to.have.length(1);
      expect(status).to.equal(201);
      expect(code, running.output()).to.equal(0);
      expect(running.output(), 'nobody waits for the receiver').not.to.include('the receiver is done');
      expect(running.output()).not.to.match(/did not take|Error|^ +at /m);
    }
    await eventually(offline.processes, (left) => left.length === 0);
  });

  for (const [moment, isThere] of [
    ['bundles', 'esbuild'],
    ['starts the database', 'DynamoDBLocal.jar'],
  ] as const) {
    it(`leaves nothing running after a Ctrl-C that comes while it ${moment}`, async () => {
      const running = offline.launch({ ownGroup: true });
      await eventually(someoneRuns(isThere), (there) => there);

      process.kill(-running.pid, 'SIGINT');
      const ending = await running.ended;

      expect(ending.code ?? ending.signal).to.be.oneOf(['SIGINT', 130]);
      await eventually(offline.processes, (left) => left.length === 0);
      expect(running.output()).not.to.match(/Error|^ +at /m);
    });
  }

  it('leaves nothing running after a Ctrl-C that comes while it begins to listen', async () => {
    const running = offline.launch({ ownGroup: true });
    await running.wrote('[http for lambda] listening');

    process.kill(-running.pid, 'SIGINT');
    const ending = await running.ended;

    expect(ending.code ?? ending.signal).to.be.oneOf(['SIGINT', 130, 0]);
    await eventually(offline.processes, (left) => left.length === 0);
  });
});
