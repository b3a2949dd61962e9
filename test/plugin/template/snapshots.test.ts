import { expect } from 'chai';
import { itemService } from '../itemService.js';
import { type PackagedTemplate, packaged, resource, statements } from '../packaged.js';
import { makeService, type TestService } from '../service.js';

const block = `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 } }
    Order: src/order.Order
`;

describe('a packaged service with snapshots', function () {
  this.timeout(120_000);
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    service = await makeService(itemService({ block }));
    template = await packaged(service);
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

  it('bundles them with those commands, and with queries', async () => {
    const text = 'a snapshot could not be kept';

    expect(await service.read('.event-sourcing/ItemCommands.mjs')).to.include(text);
    expect(await service.read('.event-sourcing/OrderCommands.mjs')).not.to.include(text);
    expect(await service.read('.event-sourcing/queries.mjs')).to.include('a snapshot could not be read');
  });

  it('tells the function how often', async () => {
    expect(await service.read('.event-sourcing/ItemCommands.mjs')).to.match(/every:50\b/);
  });
});
