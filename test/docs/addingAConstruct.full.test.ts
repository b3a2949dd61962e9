import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { ownPackages } from '../plugin/frameworks.js';
import { itemService } from '../plugin/itemService.js';
import { type PackagedTemplate, packaged, resource, statements } from '../plugin/packaged.js';
import { linkPackage, makeService, runToEnd, type TestService } from '../plugin/service.js';
import { filesOf, type Snippet, snippetsOf } from './pageSnippets.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const list = 'plugin/src/constructs/index.ts';

/** A copy of the plugin with the construct that the page adds: its folder, and its line in the list. */
const pluginWith = async (snippets: readonly Snippet[]): Promise<string> => {
  const copy = await realpath(await mkdtemp(join(tmpdir(), 'construct-')));
  for (const path of ['plugin/src', 'plugin/package.json', 'tsconfig.base.json'])
    await cp(join(root, path), join(copy, path), { recursive: true });
  await symlink(ownPackages, join(copy, 'node_modules'), 'dir');
  const options = { rootDir: 'src', outDir: 'dist', noEmitOnError: true };
  await writeFile(
    join(copy, 'plugin/tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.base.json', compilerOptions: options, include: ['src/**/*.ts'] }),
  );
  for (const [path, text] of Object.entries(filesOf(snippets)).filter(([path]) => path.startsWith('plugin/'))) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  const diff = snippets.find(({ language }) => language === 'diff')?.text ?? '';
  await writeFile(join(copy, list), patched(await readFile(join(copy, list), 'utf8'), diff));
  return copy;
};

/** A text with the lines that a diff adds: after the line that stands before them there, or at its top. */
const patched = (text: string, diff: string): string =>
  diff.split('\n').reduce((before, line, index, lines) => {
    if (!line.startsWith('+')) return before;
    const added = line.slice(1);
    const after = lines[index - 1]?.slice(1);
    return after === undefined ? `${added}\n${before}` : before.replace(`\n${after}\n`, `\n${after}\n${added}\n`);
  }, text);

const leading = (...keys: readonly string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } });
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

describe('the page about adding a construct', function () {
  this.timeout(300_000);
  let copy: string;
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    const snippets = await snippetsOf('docs/adding-a-construct.md');
    copy = await pluginWith(snippets);
    const compiler = join(ownPackages, 'typescript/bin/tsc');
    const { code, output } = await runToEnd(process.execPath, [compiler, '-p', 'plugin'], copy);
    expect(code, output).to.equal(0);
    const block = snippets.find(({ language }) => language === 'yaml')?.text ?? '';
    service = await makeService(itemService({ block, files: filesOf(snippets) }));
    await rm(join(service.dir, 'node_modules/serverless-event-sourcing'));
    await mkdir(join(copy, 'packages'));
    await symlink(join(copy, 'plugin'), join(copy, 'packages/serverless-event-sourcing'), 'dir');
    await linkPackage(service.dir, 'serverless-event-sourcing', join(copy, 'packages'));
    template = await packaged(service);
  });
  after(async () => {
    await service?.remove();
    await rm(copy, { recursive: true, force: true });
  });

  it('adds a table and a queue, kept as the others are', () => {
    expect(resource(template, 'TalliesTable')).to.deep.include({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(resource(template, 'TalliesTable').Properties.TableName).to.equal('items-dev-tallies');
    expect(resource(template, 'UncountedQueue').Properties.QueueName).to.equal('items-dev-uncounted');
  });

  it('adds an alarm on that queue', () => {
    expect(resource(template, 'UncountedQueueAlarm').Properties).to.deep.include({
      AlarmName: 'items-dev-uncounted',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['UncountedQueue', 'QueueName'] } }],
    });
  });

  it('runs one in the function of reactions and the isolated one in a function of its own, each described', () => {
    expect(resource(template, 'ReactionsLambdaFunction').Properties.Description).to.equal('Tallies sold; Tells pricedTally of commits');
    expect(resource(template, 'PricedTallyLambdaFunction').Properties.Description).to.equal('Tallies priced');
  });

  it('lets each function do with the table and the queue what its own tallies do', () => {
    for (const [role, name] of [
      ['ReactionsRole', 'sold'],
      ['PricedTallyRole', 'priced'],
    ] as const) {
      const allowed = statements(template, role);
      expect(allowed, role).to.deep.include({
        Effect: 'Allow',
        Action: ['dynamodb:UpdateItem'],
        Resource: [arn('TalliesTable')],
        Condition: leading(name),
      });
      expect(allowed, role).to.deep.include({ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [arn('UncountedQueue')] });
    }
  });

  it('feeds the one by the stream, and the isolated one by a queue that only the other function fills', () => {
    const mappings = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
    const sourceOf = (functionId: string) =>
      mappings.find(({ Properties }) => JSON.stringify(Properties.FunctionName).includes(`"${functionId}"`))?.Properties.EventSourceArn;
    expect(sourceOf('ReactionsLambdaFunction')).to.deep.equal({ 'Fn::GetAtt': ['EventsTable', 'StreamArn'] });
    expect(sourceOf('PricedTallyLambdaFunction')).to.deep.equal(arn('PricedTallyQueue'));
    const fills = (role: string) =>
      statements(template, role).some(
        ({ Action, Resource }) => Action.includes('sqs:SendMessage') && JSON.stringify(Resource).includes('PricedTallyQueue'),
      );
    expect([fills('ReactionsRole'), fills('PricedTallyRole')]).to.deep.equal([true, false]);
  });

  it('tells each function of the queue', () => {
    for (const id of ['ReactionsLambdaFunction', 'PricedTallyLambdaFunction']) {
      const { Environment } = resource(template, id).Properties;
      expect(JSON.stringify(Environment), id).to.include('"EVENT_SOURCING_UNCOUNTED":{"Ref":"UncountedQueue"}');
    }
  });

  it("bundles the user's handlers into the functions that run them", async () => {
    const bundles = { reactions: 'Order', pricedTally: 'Item' };
    for (const [key, source] of Object.entries(bundles)) {
      const text = await service.read(`.event-sourcing/${key}.mjs`);
      expect(text, key)
        .to.include('items-dev-tallies')
        .and.match(new RegExp(`"(sold|priced)","${source}"`));
    }
  });

  it('has a verb that knows what the construct loaded', async () => {
    const { code, stdout, output } = await service.run('eventsourcing', 'tallies', '--tally', 'priced', '--json');

    expect(code, output).to.equal(0);
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).to.deep.equal({ tally: 'priced', from: ['Item'], function: 'pricedTally' });
  });

  it('refuses what the schema does not know, and lists the word among the others', async () => {
    const wrong = await makeService(itemService({ block: 'eventSourcing: { aggregates: { Item: src/item.Item }, tallys: {} }' }));
    await rm(join(wrong.dir, 'node_modules/serverless-event-sourcing'));
    await linkPackage(wrong.dir, 'serverless-event-sourcing', join(copy, 'packages'));

    const { code, output } = await wrong.run('package');
    await wrong.remove();

    expect(code).to.equal(1);
    expect(output).to.include("'runtime', 'bundle' and 'tallies', 'tallys' given.");
  });
});
