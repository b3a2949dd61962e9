import { expect } from 'chai';
import { snapshotService } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

describe('a packaged service with snapshots', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(snapshotService));
    template = await service.template();
  });
  after(() => service.remove());

  it('has a table for them, which goes with the stack: it is a cache', () => {
    const { DeletionPolicy, Properties } = resource(template, 'SnapshotsTable');

    expect(DeletionPolicy).to.equal('Delete');
    expect(Properties.TableName).to.equal('items-dev-snapshots');
    expect(Properties.KeySchema).to.deep.equal([
      { AttributeName: 'stream', KeyType: 'HASH' },
      { AttributeName: 'schema', KeyType: 'RANGE' },
    ]);
  });

  it('lets only the commands of the aggregate that has them write to it, for streams of its own, and queries read it', () => {
    const onSnapshots = (role: string) =>
      statements(template, role).filter(({ Resource }) => JSON.stringify(Resource).includes('SnapshotsTable'));

    expect(onSnapshots('OrderCommandsRole')).to.deep.equal([]);
    expect(onSnapshots('QueriesRole')).to.deep.equal([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem'],
        Resource: [{ 'Fn::GetAtt': ['SnapshotsTable', 'Arn'] }],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['Item/*'] } },
      },
    ]);
    expect(onSnapshots('ItemCommandsRole')).to.deep.equal([
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: [{ 'Fn::GetAtt': ['SnapshotsTable', 'Arn'] }],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['Item/*'] } },
      },
    ]);
  });
});
