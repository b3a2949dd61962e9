import { expect } from 'chai';
import { itemService } from '../itemService.js';
import { type PackagedTemplate, packaged, resource, statements } from '../packaged.js';
import { makeService, type TestService } from '../service.js';

const att = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] });
const leading = (...streams: string[]) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': streams } });

const target = (id: string, Id: string) => ({ Arn: att(id, 'Arn'), Id, Input: '{"eventSourcing":"sweep"}' });

const rowTables = [att('CatalogueTable', 'Arn'), att('CatalogueTableB', 'Arn')];

describe('a packaged service', () => {
  let service: TestService;
  let template: PackagedTemplate;

  before(async () => {
    service = await makeService(itemService());
    template = await packaged(service);
  });

  after(() => service.remove());

  it('has an events table: one item a commit, streamed, encrypted, restorable, kept', () => {
    const { DeletionPolicy, UpdateReplacePolicy, Type, Properties } = resource(template, 'EventsTable');

    expect({ Type, DeletionPolicy, UpdateReplacePolicy }).to.deep.equal({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(Properties).to.deep.equal({
      TableName: 'items-dev-events',
      AttributeDefinitions: [
        { AttributeName: 'stream', AttributeType: 'S' },
        { AttributeName: 'version', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'stream', KeyType: 'HASH' },
        { AttributeName: 'version', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('has a table for each projection, with its indexes', () => {
    const { Properties, DeletionPolicy } = resource(template, 'CatalogueTable');

    expect(DeletionPolicy).to.equal('RetainExceptOnCreate');
    expect(Properties.TableName).to.equal('items-dev-catalogue');
    expect(Properties.GlobalSecondaryIndexes).to.have.lengthOf(1);
    expect(Properties.GlobalSecondaryIndexes).to.have.nested.property('[0].IndexName', 'byName');
    expect(Properties.GlobalSecondaryIndexes).to.have.nested.property('[0].KeySchema').that.has.lengthOf(2);
    expect(Properties.GlobalSecondaryIndexes).to.have.nested.property('[0].Projection.ProjectionType', 'ALL');
    expect(Properties.AttributeDefinitions).to.have.lengthOf(3);
  });

  it('has a function for the commands of each aggregate, one for queries, and two at most that read the stream', () => {
    const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');

    expect(functions.map(([id]) => id)).to.have.members([
      'ItemCommandsLambdaFunction',
      'OrderCommandsLambdaFunction',
      'QueriesLambdaFunction',
      'ProjectionsLambdaFunction',
      'ReactionsLambdaFunction',
    ]);
    for (const [, { Properties }] of functions) expect(Properties.Runtime).to.equal('nodejs22.x');
  });

  it('tells each function what the names of its tables begin with, as a literal', () => {
    const variables = (id: string) => resource(template, id).Properties.Environment;

    for (const id of ['ItemCommandsLambdaFunction', 'QueriesLambdaFunction']) {
      expect(variables(id), id).to.deep.equal({ Variables: { EVENT_SOURCING_TABLES: 'items-dev' } });
    }
  });

  it('has routes for commands, states, rows, and events where they are on, behind their authorizers', () => {
    const routes = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
    const shown = routes.map(
      ({ Properties }) => `${Properties.RouteKey}${Properties.AuthorizationType ? ` ${Properties.AuthorizationType}` : ''}`,
    );

    expect(shown).to.have.members([
      'POST /Item/{id}/{command}',
      'POST /Item/{command}',
      'GET /Item/{id}',
      'POST /Order/{id}/{command} AWS_IAM',
      'POST /Order/{command} AWS_IAM',
      'GET /Order/{id} AWS_IAM',
      'GET /Order/{id}/events AWS_IAM',
      'GET /catalogue',
      'GET /catalogue/{key+}',
    ]);
  });

  it('answers API Gateway before it gives up, in the shape of version 2', () => {
    expect(resource(template, 'ItemCommandsLambdaFunction').Properties.Timeout).to.be.lessThan(30);
    expect(resource(template, 'HttpApiIntegrationItemCommands').Properties.PayloadFormatVersion).to.equal('2.0');
  });

  it('maps the stream from the horizon, tried without limit, by aggregate', () => {
    const { Properties } = resource(template, 'ProjectionsEventSourceMappingDynamodbEventsTable');

    expect(Properties).to.deep.equal({
      BatchSize: 100,
      Enabled: true,
      EventSourceArn: att('EventsTable', 'StreamArn'),
      FunctionName: att('ProjectionsLambdaFunction', 'Arn'),
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: -1,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      FilterCriteria: { Filters: [{ Pattern: '{"dynamodb":{"Keys":{"stream":{"S":[{"prefix":"Item/"}]}}}}' }] },
    });
  });

  it('tells receivers of all aggregates, in one pattern, since Lambda takes five', () => {
    const { FilterCriteria } = resource(template, 'ReactionsEventSourceMappingDynamodbEventsTable').Properties;

    expect(FilterCriteria).to.deep.equal({
      Filters: [{ Pattern: '{"dynamodb":{"Keys":{"stream":{"S":[{"prefix":"Item/"},{"prefix":"Order/"}]}}}}' }],
    });
  });

  it('gives each function a role of its own, and needs no role of the framework', () => {
    const roles = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');

    expect(roles.map(([id]) => id)).to.have.members([
      'ItemCommandsRole',
      'OrderCommandsRole',
      'QueriesRole',
      'ProjectionsRole',
      'ReactionsRole',
    ]);
    expect(resource(template, 'OrderCommandsLambdaFunction').Properties.Role).to.deep.equal(att('OrderCommandsRole', 'Arn'));
  });

  it("lets a command function put and query its own aggregate's streams, and nothing else", () => {
    expect(statements(template, 'ItemCommandsRole')).to.deep.equal([
      {
        Effect: 'Allow',
        Action: ['dynamodb:PutItem', 'dynamodb:Query'],
        Resource: [att('EventsTable', 'Arn')],
        Condition: leading('Item/*'),
      },
    ]);
  });

  it('lets the query function read', () => {
    expect(statements(template, 'QueriesRole')).to.deep.equal([
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [att('EventsTable', 'Arn')], Condition: leading('Item/*', 'Order/*') },
      {
        Effect: 'Allow',
        Action: ['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:Scan'],
        Resource: [...rowTables, { 'Fn::Sub': `\${CatalogueTable.Arn}/index/*` }, { 'Fn::Sub': `\${CatalogueTableB.Arn}/index/*` }],
      },
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [att('ParkedTable', 'Arn')], Condition: leading('rebuilds') },
    ]);
  });

  it('lets the projections read the stream and the events that feed them, put rows and park', () => {
    const allowed = statements(template, 'ProjectionsRole');
    const of = (action: string, on: string) =>
      allowed.find((statement) => statement.Action.includes(action) && JSON.stringify(statement).includes(on));
    const stream = of('dynamodb:GetRecords', 'StreamArn');
    const events = of('dynamodb:Query', 'EventsTable');
    const rows = of('dynamodb:PutItem', 'CatalogueTable');
    const parked = of('dynamodb:UpdateItem', 'ParkedTable');
    const scan = of('dynamodb:Scan', 'EventsTable');
    const cursor = of('dynamodb:PutItem', 'sweep/projections');
    const notes = of('dynamodb:PutItem', '"rebuilds"');
    const others = allowed.filter((statement) => ![stream, events, rows, parked, scan, cursor, notes].includes(statement));

    expect(stream?.Resource).to.deep.equal([att('EventsTable', 'StreamArn')]);
    expect(events).to.deep.include({ Action: ['dynamodb:Query'], Condition: leading('Item/*') });
    expect(rows).to.deep.equal({
      Effect: 'Allow',
      Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:PartiQLInsert', 'dynamodb:Scan', 'dynamodb:BatchWriteItem'],
      Resource: rowTables,
    });
    expect(parked).to.deep.equal({
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
      Resource: [att('ParkedTable', 'Arn')],
      Condition: leading('projections/*'),
    });
    expect(scan).to.deep.equal({
      Effect: 'Allow',
      Action: ['dynamodb:Scan', 'dynamodb:DescribeTable'],
      Resource: [att('EventsTable', 'Arn')],
    });
    expect(cursor).to.deep.equal({
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: [att('ParkedTable', 'Arn')],
      Condition: leading('sweep/projections'),
    });
    expect(notes).to.deep.equal({
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: [att('ParkedTable', 'Arn')],
      Condition: leading('rebuilds'),
    });
    expect(others).to.deep.equal([]);
  });

  it('has two tables for the rows of a projection, alike', () => {
    const [a, b] = ['CatalogueTable', 'CatalogueTableB'].map((id) => resource(template, id));

    expect([a?.Properties.TableName, b?.Properties.TableName]).to.deep.equal(['items-dev-catalogue', 'items-dev-catalogue.b']);
    expect({ ...b, Properties: { ...b?.Properties, TableName: '' } }).to.deep.equal({
      ...a,
      Properties: { ...a?.Properties, TableName: '' },
    });
  });

  it('has every function that runs consumers sweep once a day', () => {
    const rules = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Events::Rule');

    expect(rules.map(({ Properties }) => [Properties.ScheduleExpression, Properties.Targets])).to.have.deep.members([
      ['rate(1 day)', [target('ProjectionsLambdaFunction', 'projectionsSchedule')]],
      ['rate(1 day)', [target('ReactionsLambdaFunction', 'reactionsSchedule')]],
    ]);
  });

  it('lets no function update or delete an event', () => {
    const roles = Object.keys(template.Resources).filter((id) => resource(template, id).Type === 'AWS::IAM::Role');
    const onEvents = roles
      .flatMap((id) => statements(template, id))
      .filter(({ Resource }) => JSON.stringify(Resource).includes('EventsTable'));
    const actions = onEvents.flatMap(({ Action }) => Action);

    expect(actions).to.include('dynamodb:PutItem');
    expect(actions.filter((action) => /Update|Delete|BatchWrite|Transact|PartiQL|\*/.test(action))).to.deep.equal([]);
  });

  it('has a table of parked streams, found by their consumer', () => {
    const { Properties, DeletionPolicy } = resource(template, 'ParkedTable');

    expect(DeletionPolicy).to.equal('RetainExceptOnCreate');
    expect(Properties.TableName).to.equal('items-dev-parked');
    expect(Properties.KeySchema).to.deep.equal([
      { AttributeName: 'consumer', KeyType: 'HASH' },
      { AttributeName: 'stream', KeyType: 'RANGE' },
    ]);
  });
});
