import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { expect } from 'chai';
import { eventually, type OfflineService, offlineService, rowsOf, send } from './offlineService.js';

const ignored = ['.serverless', '.event-sourcing', '.dynamodb', 'node_modules'];

describe('the folder of a service offline', () => {
  let offline: OfflineService;
  beforeEach(async () => {
    offline = await offlineService();
  });
  afterEach(() => offline.end());

  const files = async (): Promise<string[]> => {
    const { dir } = offline.service;
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries.map((entry) => relative(dir, join(entry.parentPath, entry.name))).sort();
  };
  const ownFiles = async () => (await files()).filter((path) => !ignored.includes(path.split(sep)[0] ?? ''));

  it('has no file after a run that it had not before, but in the folders that git ignores', async () => {
    const before = await ownFiles();
    const running = await offline.start();
    await send(offline.url, '1', 'CreateItem', { name: 'lamp', price: 3 });
    await eventually(
      () => rowsOf(offline.url),
      (rows) => rows.length > 0,
    );
    await running.stop();

    const after = await files();

    expect(await ownFiles()).to.deep.equal(before);
    expect(after).to.include(join('.event-sourcing', 'ItemCommands.mjs'));
    expect(await offline.service.read('.event-sourcing/.gitignore')).to.equal('*\n');
  });
});
