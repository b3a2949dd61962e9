import { expect } from 'chai';
import { memberModule } from '../commands/memberService.js';
import { itemService } from '../itemService.js';
import { type PackagedTemplate, packaged, resource, statements } from '../packaged.js';
import { makeService, type TestService } from '../service.js';

const block = `
eventSourcing:
  aggregates:
    Item: src/item.Item
    Member: src/member.Member
`;

describe('a packaged service with a unique value', function () {
  this.timeout(120_000);
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    service = await makeService(itemService({ block, files: { 'src/member.ts': memberModule } }));
    template = await packaged(service);
  });
  after(() => service.remove());

  it('has a table of guards, kept and restorable as the events are', () => {
    const { DeletionPolicy, Properties } = resource(template, 'GuardsTable');

    expect(DeletionPolicy).to.equal('RetainExceptOnCreate');
    expect(Properties.TableName).to.equal('items-dev-guards');
    expect(Properties.KeySchema).to.deep.equal([{ AttributeName: 'guard', KeyType: 'HASH' }]);
    expect(Properties.PointInTimeRecoverySpecification).to.deep.equal({ PointInTimeRecoveryEnabled: true });
  });

  it('lets only the commands of the aggregate that has it use the table, for guards of its own', () => {
    const onGuards = (role: string) =>
      statements(template, role).filter(({ Resource }) => JSON.stringify(Resource).includes('GuardsTable'));

    expect(onGuards('ItemCommandsRole')).to.deep.equal([]);
    expect(onGuards('QueriesRole')).to.deep.equal([]);
    expect(onGuards('MemberCommandsRole')).to.deep.equal([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
        Resource: [{ 'Fn::GetAtt': ['GuardsTable', 'Arn'] }],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['Member/*'] } },
      },
    ]);
  });

  it('bundles transactions with those commands alone', async () => {
    const text = 'attribute_not_exists(#guard)';

    expect(await service.read('.event-sourcing/MemberCommands.mjs')).to.include(text);
    expect(await service.read('.event-sourcing/ItemCommands.mjs')).not.to.include(text);
    expect(await service.read('.event-sourcing/queries.mjs')).not.to.include(text);
  });
});
