import { expect } from 'chai';
import { placeOf } from '../../../../plugin/src/constructs/publish/place.js';
import { targetAddress } from '../../../../plugin/src/constructs/publish/targets.js';
import { publisherService } from '../../featureServices.js';
import { type InProcessService, serviceInProcess } from '../../inProcess.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource, statements } from '../../packaged.js';

const pseudo = (name: string) => `\${AWS::${name}}`;
const ref = (id: string) => ({ Ref: id });
const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const own = (service: string, name: string) => ({
  'Fn::Sub': `arn:${pseudo('Partition')}:${service}:${pseudo('Region')}:${pseudo('AccountId')}:${name}`,
});
const part = (index: number, separator: string, arn: object) => ({ 'Fn::Select': [index, { 'Fn::Split': [separator, arn] }] });
const url = (region: unknown, account: unknown, name: unknown) => ({
  'Fn::Join': ['', ['https://sqs.', region, '.', ref('AWS::URLSuffix'), '/', account, '/', name]],
});
const imported = { 'Fn::ImportValue': 'orders-arn' };

describe('a packaged service with publishers', () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService(publisherService));
    template = await service.template();
  });
  after(() => service.remove());

  it('feeds them by the streams of the aggregates whose events they publish', () => {
    const mapping = resource(template, 'ReactionsEventSourceMappingDynamodbEventsTable').Properties;

    const patterns = (mapping.FilterCriteria as { Filters: { Pattern: string }[] }).Filters.map(({ Pattern }) => JSON.parse(Pattern));
    expect(patterns).to.deep.equal([{ dynamodb: { Keys: { stream: { S: [{ prefix: 'Item/' }, { prefix: 'Order/' }] } } } }]);
  });

  it('lets the function send to their targets, and park for them, and nothing else', () => {
    const actions = ['events:PutEvents', 'sns:Publish', 'sqs:SendMessage', 'firehose:PutRecordBatch'];
    const sending = statements(template, 'ReactionsRole').filter(({ Action }) => actions.some((action) => Action.includes(action)));
    expect(sending).to.deep.equal([
      { Effect: 'Allow', Action: ['events:PutEvents'], Resource: [own('events', 'event-bus/default')] },
      { Effect: 'Allow', Action: ['sns:Publish'], Resource: [ref('OrdersTopic')] },
      { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [att('Jobs')] },
      { Effect: 'Allow', Action: ['firehose:PutRecordBatch'], Resource: [{ 'Fn::ImportValue': 'archive' }] },
    ]);
    const replaying = statements(template, 'ReactionsRole').find(({ Condition }) => JSON.stringify(Condition ?? '').includes('replay/'));
    expect(replaying).to.deep.include({
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      Resource: [{ 'Fn::GetAtt': ['ParkedTable', 'Arn'] }],
    });
    const parking = statements(template, 'ReactionsRole').find(({ Action }) => Action.includes('dynamodb:UpdateItem'));
    expect(parking?.Condition).to.deep.equal({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['audit', 'orders', 'jobs', 'other-jobs', 'archive', 'log', 'mine'].map((name) => `publishers/${name}`),
      },
    });
  });

  it('tells the function where they send to, with what CloudFormation knows', () => {
    const { Variables } = resource(template, 'ReactionsLambdaFunction').Properties.Environment as { Variables: Record<string, unknown> };

    const { 'Fn::Sub': substitution } = Variables.EVENT_SOURCING_TARGETS as { 'Fn::Sub': [string, Record<string, unknown>] };
    const [text, values] = substitution;
    expect(JSON.parse(text)).to.deep.equal({
      audit: { to: 'default' },
      orders: { to: `\${target1}` },
      jobs: { to: `\${target2}` },
      'other-jobs': { to: `\${target3}` },
      archive: { to: `\${target4}` },
      log: { to: 'b-1:9092,b-2:9092', ssl: true },
      mine: { to: '' },
    });
    expect(values).to.deep.equal({
      target1: ref('OrdersTopic'),
      target2: ref('Jobs'),
      target3: ref('Jobs'),
      target4: part(1, '/', { 'Fn::ImportValue': 'archive' }),
    });
  });
});

describe('The address of a target', () => {
  const sqs = (written: Parameters<typeof placeOf>[0]) => targetAddress({ kind: 'sqs', place: placeOf(written) });

  it("is a queue's URL as the address of a target", () => {
    expect(sqs('jobs')).to.deep.equal(url(ref('AWS::Region'), ref('AWS::AccountId'), 'jobs'));
    expect(sqs('arn:aws:sqs:eu-west-1:123456789012:jobs.fifo')).to.deep.equal(url('eu-west-1', '123456789012', 'jobs.fifo'));
    expect(sqs(imported)).to.deep.equal(url(part(3, ':', imported), part(4, ':', imported), part(5, ':', imported)));
    expect(sqs(ref('Jobs'))).to.deep.equal(ref('Jobs'));
  });

  it("is a topic's ARN as the address of a target", () => {
    expect(targetAddress({ kind: 'sns', place: placeOf('orders') })).to.deep.equal(own('sns', 'orders'));
    expect(targetAddress({ kind: 'sns', place: placeOf(att('Orders')) })).to.deep.equal(ref('Orders'));
    expect(targetAddress({ kind: 'sns', place: placeOf(imported) })).to.deep.equal(imported);
  });

  it('is the name of a bus or of a delivery stream as the address of a target', () => {
    expect(targetAddress({ kind: 'eventBridge', place: placeOf('shop') })).to.equal('shop');
    expect(targetAddress({ kind: 'eventBridge', place: placeOf(imported) })).to.deep.equal(imported);
    expect(targetAddress({ kind: 'firehose', place: placeOf('archive') })).to.equal('archive');
    const arn = 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive';
    expect(targetAddress({ kind: 'firehose', place: placeOf(arn) })).to.equal('archive');
  });
});
