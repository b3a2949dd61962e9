import { expect } from 'chai';
import { constructs } from '../../../plugin/src/constructs/index.js';
import { environmentBytes, environmentFaults, mostBytes } from '../../../plugin/src/pipeline/environmentSize.js';
import { type InProcessService, serviceInProcess } from '../inProcess.js';
import { itemService } from '../itemService.js';
import { resource } from '../packaged.js';

const known = {
  region: 'eu-central-1',
  resources: {
    Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'shop-dev-jobs.fifo' } },
    Rows: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'shop-dev-rows' } },
  },
};
const ours = Object.assign({}, ...constructs.map((construct) => construct.remedies ?? {}));
const bytesOf = (variables: object) => Buffer.byteLength(JSON.stringify(variables));

describe('the variables of a function', () => {
  it('are measured as the JSON that Lambda keeps of them', () => {
    const variables = { NAME: 'value', QUOTED: '{"a":"ä\n"}', NUMBER: 7, NONE: undefined, NULL: null };

    expect(environmentBytes(variables, known)).to.equal(bytesOf({ NAME: 'value', QUOTED: '{"a":"ä\n"}', NUMBER: '7' }));
  });

  it('count what CloudFormation fills in where the template knows it, and else for nothing', () => {
    const url = 'https://sqs.eu-central-1.amazonaws.com/123456789012/shop-dev-jobs.fifo';
    const arn = 'arn:aws:sqs:eu-central-1:123456789012:shop-dev-jobs.fifo';
    const table = 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop-dev-rows';
    const cases: [unknown, string][] = [
      [{ Ref: 'Jobs' }, url],
      [{ 'Fn::GetAtt': ['Jobs', 'Arn'] }, arn],
      [{ 'Fn::GetAtt': 'Jobs.Arn' }, arn],
      [{ 'Fn::GetAtt': ['Rows', 'Arn'] }, table],
      [
        {
          'Fn::Join': [
            '',
            ['https://sqs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }, '/', { Ref: 'AWS::AccountId' }, '/shop-dev-jobs.fifo'],
          ],
        },
        url,
      ],
      [{ 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:shop-dev-jobs.fifo` }, arn],
      [{ 'Fn::Sub': [`to \${queue}, \${Rows.Arn} \${!kept}`, { queue: { Ref: 'Jobs' } }] }, `to ${url}, ${table} \${kept}`],
      [{ 'Fn::ImportValue': 'somewhere' }, ''],
      [{ Ref: 'Unnamed' }, ''],
    ];

    for (const [value, text] of cases) {
      expect(environmentBytes({ V: value }, known), JSON.stringify(value)).to.equal(bytesOf({ V: text }));
    }
  });

  it('are refused over 4096 bytes, and not at them: which function, how much, what is largest, and what to do', () => {
    const full = (name: string, bytes: number) => ({ [name]: 'x'.repeat(bytes - bytesOf({ [name]: '' })) });

    expect(environmentFaults({ queries: { environment: full('A', mostBytes) } }, {}, known, ours)).to.deep.equal([]);
    expect(environmentFaults({ queries: { environment: { A: 'x' } } }, full('CONFIG', mostBytes), known, ours)).to.deep.equal([
      "The environment of the function 'queries' must have at most 4096 bytes, Lambda's limit for all variables together as JSON; it has 4104 at least (the largest: CONFIG 4096, A 9). Take long values out of provider.environment: into a parameter of SSM, or into a file that your code imports.",
    ]);
    const remedies = ['EVENT_SOURCING_TARGETS', 'EVENT_SOURCING_QUEUE_auditPublisher'].map(
      (name) => environmentFaults({ reactions: { environment: full(name, 5000) } }, { A: 'x' }, known, ours)[0],
    );
    expect(remedies[0]).to.include('it has 5008 at least').and.include('functions of their own (isolated: true)');
    expect(remedies[1]).to.include('Take isolated: true off');
  });
});

/** A service with so many projections, all names as long as they come. */
const large = (projections: number, environment = '{}') => {
  const names = Array.from({ length: projections }, (_, n) => `projection-number-${String(n).padStart(2, '0')}`);
  const files = names.map((name) => [
    `src/${name}.ts`,
    `import { defineProjection, object } from 'serverless-event-sourcing-runtime';
     import { Item } from './item.js';
     export const rows = defineProjection({ name: '${name}', from: [Item], row: object({}), evolve: { ItemCreated: () => ({}) } });`,
  ]);
  const block = [
    'eventSourcing:',
    '  aggregates: { Item: src/item.Item }',
    '  projections:',
    ...names.map((name) => `    ${name}: src/${name}.rows`),
  ].join('\n');
  return itemService({
    block,
    yaml: `provider:\n  name: aws\n  stage: production\n  environment: ${environment}\n`,
    files: Object.fromEntries(files),
  });
};

describe('the variables of a packaged service', () => {
  let service: InProcessService | undefined;
  afterEach(() => service?.remove());

  it('are no more with sixty projections than with one, and its role has the rights in several policies', async () => {
    service = await serviceInProcess(large(60));
    const template = await service.template();

    for (const id of ['QueriesLambdaFunction', 'ProjectionsLambdaFunction']) {
      expect(resource(template, id).Properties.Environment, id).to.deep.equal({ Variables: { EVENT_SOURCING_TABLES: 'items-production' } });
    }
    for (const key of ['Queries', 'Projections']) {
      const ids = Object.keys(template.Resources).filter((id) => id.startsWith(`${key}RolePolicy`));
      expect(resource(template, `${key}Role`).Properties.ManagedPolicyArns, key).to.deep.equal(ids.map((id) => ({ Ref: id })));
      const rights = JSON.stringify([resource(template, `${key}Role`), ...ids.map((id) => resource(template, id))]);
      for (const [id, { Type }] of Object.entries(template.Resources)) {
        if (Type === 'AWS::DynamoDB::Table' && id.startsWith('Projection'))
          expect(rights.split(`"${id}"`), `${key} ${id}`).to.have.length(2);
      }
    }
  });

  it('are refused when the service is packaged, not when it is deployed', async () => {
    service = await serviceInProcess(large(1, `{ CONFIG: '${'x'.repeat(4100)}' }`));
    const { code, output } = await service.run('package');

    expect(code).to.equal(1);
    for (const key of ['ItemCommands', 'queries', 'projections'])
      expect(output).to.include(`The environment of the function '${key}' must have`);
  });
});
