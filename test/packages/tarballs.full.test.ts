import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventually } from '../plugin/offline/offlineService.js';
import { freePorts, startService } from '../plugin/running.js';
import { runToEnd } from '../plugin/service.js';
import { installService, packPackages, typeCheck } from './installed.js';
import { libraryService } from './libraryService.js';

const optionalPeers: Readonly<Record<string, string>> = {
  'serverless-event-sourcing-runtime/avro': 'avsc',
  'serverless-event-sourcing-runtime/eventbridge': '@aws-sdk/client-eventbridge',
  'serverless-event-sourcing-runtime/firehose': '@aws-sdk/client-firehose',
  'serverless-event-sourcing-runtime/kafkajs': 'kafkajs',
  'serverless-event-sourcing-runtime/postgresql': 'pg',
  'serverless-event-sourcing-runtime/powertools': '@aws-lambda-powertools/metrics',
  'serverless-event-sourcing-runtime/s3': '@aws-sdk/client-s3',
  'serverless-event-sourcing-runtime/sns': '@aws-sdk/client-sns',
  'serverless-event-sourcing-runtime/scheduler': '@aws-sdk/client-scheduler',
  'serverless-event-sourcing-runtime/sqs': '@aws-sdk/client-sqs',
};

describe('the packages as npm publishes them', () => {
  let service: Awaited<ReturnType<typeof installService>>;
  let url: string;

  before(async () => {
    const [http = 0, lambda = 0, dynamodb = 0] = await freePorts(3);
    url = `http://localhost:${http}`;
    service = await installService(libraryService({ http, lambda, dynamodb }), packPackages);
  });

  after(() => service?.remove());

  const framework = () => ({ name: 'serverless 3', packages: join(service.dir, 'node_modules') });
  const manifestOf = async (name: string) => JSON.parse(await readFile(join(service.dir, 'node_modules', name, 'package.json'), 'utf8'));

  it('carry what is built, a README and the licence, and nothing of sources or tests', () => {
    const { tarballs } = service;

    expect(tarballs.map(({ name }) => name)).to.have.members(['serverless-event-sourcing', 'serverless-event-sourcing-runtime']);
    for (const { files } of tarballs) {
      expect(files).to.include.members(['package/package.json', 'package/README.md', 'package/LICENSE', 'package/dist/index.js']);
      expect(
        files.filter((file) => !/^package\/(package\.json|README\.md|LICENSE|dist\/.+\.(js|js\.map|d\.ts))$/.test(file)),
      ).to.deep.equal([]);
      expect(files.filter((file) => /test/i.test(file) && !file.startsWith('package/dist/testing/'))).to.deep.equal([]);
    }
  });

  for (const name of ['serverless-event-sourcing', 'serverless-event-sourcing-runtime']) {
    it(`export what they say they export: ${name}`, async () => {
      const { exports } = await manifestOf(name);
      const specifiers = Object.keys(exports).map((path) => join(name, path));
      const types: string[] = Object.values<{ types: string }>(exports).map((entry) => join('package', entry.types));

      const imports = specifiers.map(
        (specifier) =>
          `console.log(await import('${specifier}').then((module) => Object.keys(module).length > 0, ({ message }) => /'(.+?)'/.exec(message)[1]));`,
      );
      const { output } = await runToEnd(process.execPath, ['--input-type=module', '--eval', imports.join('\n')], service.dir);

      // What an entry of its own is for is installed by those who use it, and missed by name; another package may have brought it.
      const missed = output
        .trim()
        .split('\n')
        .map((line, index) => (line === optionalPeers[specifiers[index] ?? ''] ? 'true' : line));
      expect(missed).to.deep.equal(specifiers.map(() => 'true'));
      expect(service.tarballs.find((tarball) => tarball.name === name)?.files).to.include.members(types);
    });
  }

  it('bring no framework and no compiler into what is deployed', async () => {
    const { dependencies } = await manifestOf('serverless-event-sourcing-runtime');

    expect(Object.keys(dependencies).filter((name) => /serverless|osls|esbuild|typescript/.test(name))).to.deep.equal([]);
  });

  it('type check in a strict service of another domain, their own declarations included', async () => {
    const { code, output } = await typeCheck(service.dir);

    expect(output).to.equal('');
    expect(code).to.equal(0);
  });

  it('package that service, each function with the runtime and without the plugin or its bundler', async () => {
    const { code, output } = await runToEnd(
      process.execPath,
      [join(service.dir, 'node_modules/serverless/bin/serverless.js'), 'package'],
      service.dir,
    );

    expect(code, output).to.equal(0);
    const { sources }: { sources: string[] } = JSON.parse(
      await readFile(join(service.dir, '.event-sourcing/CopyCommands.mjs.map'), 'utf8'),
    );
    const bundled = (name: string) => sources.filter((source) => source.includes(`node_modules/${name}/`));
    expect(bundled('serverless-event-sourcing-runtime')).not.to.deep.equal([]);
    expect(['serverless-event-sourcing', 'esbuild', '@esbuild', 'serverless'].flatMap(bundled)).to.deep.equal([]);
    const template = JSON.parse(await readFile(join(service.dir, '.serverless/cloudformation-template-update-stack.json'), 'utf8'));
    const tables = Object.values<{ Type: string; Properties: { TableName?: string } }>(template.Resources).filter(
      ({ Type }) => Type === 'AWS::DynamoDB::Table',
    );
    expect(tables.map(({ Properties }) => Properties.TableName)).to.have.members(
      ['events', 'loans', 'loans.b', 'parked', 'bookmarks'].map((table) => `library-dev-${table}`),
    );
  });

  it('say which client a setting needs that is not installed', async () => {
    const path = join(service.dir, 'serverless.yml');
    const written = await readFile(path, 'utf8');
    await writeFile(path, written.replace('eventSourcing:', 'eventSourcing:\n  metrics: true'));

    const { code, output } = await runToEnd(
      process.execPath,
      [join(service.dir, 'node_modules/serverless/bin/serverless.js'), 'package'],
      service.dir,
    );
    await writeFile(path, written);

    expect(code).to.equal(1);
    expect(output).to.include(
      'eventSourcing.metrics needs @aws-lambda-powertools/metrics, which is not installed in this service. Install it: npm install @aws-lambda-powertools/metrics',
    );
  });

  it('run that service offline: a command, a rejection, a row by its index, a receiver', async () => {
    const running = startService({ dir: service.dir, framework: framework() }, ['offline']);
    try {
      await running.wrote('is ready at');
      const send = (command: string, payload: object) =>
        fetch(`${url}/Copy/dune-1/${command}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        });

      const acquired = await send('AcquireCopy', { title: 'Dune' });
      const lent = await send('LendCopy', { member: 'ann', days: 14 });
      const again = await send('LendCopy', { member: 'bob', days: 14 });
      await running.wrote('a reminder for ann: bring back dune-1');
      const loans = await eventually(
        async () => (await (await fetch(`${url}/loans?index=byMember&member=ann`)).json()) as { rows: object[] },
        ({ rows }) => rows.length > 0,
      );
      const { code } = await running.stop();

      expect([acquired.status, lent.status, again.status]).to.deep.equal([201, 200, 422]);
      expect(await again.text())
        .to.include('copy-is-lent')
        .and.include('It is lent to ann.');
      expect(loans.rows).to.have.length(1);
      expect(loans.rows[0]).to.deep.include({ copy: 'dune-1', title: 'Dune', member: 'ann' });
      expect(code, running.output()).to.equal(0);
    } finally {
      await running.stop('SIGTERM');
    }
  });
});
