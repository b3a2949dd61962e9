import { expect } from 'chai';
import { uniqueService } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

describe('a packaged service with a unique value', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(uniqueService));
    template = await service.template();
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
});
