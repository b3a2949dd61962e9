import { expect } from 'chai';
import { type InProcessService, serviceInProcess } from '../inProcess.js';
import { itemService } from '../itemService.js';
import { type PackagedTemplate, resource, statements } from '../packaged.js';

const yaml = `
provider:
  name: aws
  stage: test
  runtime: nodejs24.x
  kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
  tracing: { lambda: true }
  vpc: { securityGroupIds: [sg-1], subnetIds: [subnet-1] }
  iam: { role: { path: /team/, permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' } }
  httpApi:
    payload: '1.0'
    authorizers:
      customers: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://example.com, audience: [a] }
functions:
  hello: { handler: hello.handler }
resources:
  Resources:
    EventsTable:
      Type: AWS::DynamoDB::Table
      Properties: { BillingMode: PROVISIONED, Tags: [{ Key: team, Value: shop }] }
    Topic: { Type: AWS::SNS::Topic }
`;

const block = `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, http: { authorizer: { name: customers, scopes: [items] } } }
    Order: { handler: src/order.Order, http: false }
  tables: { deletionPolicy: Delete, pointInTimeRecovery: false }
`;

describe("a packaged service with settings of the user's", () => {
  let service: InProcessService;
  let template: PackagedTemplate;

  before(async () => {
    service = await serviceInProcess(itemService({ yaml, block, files: { 'hello.js': 'export const handler = async () => 1;\n' } }));
    template = await service.template();
  });

  after(() => service.remove());

  it('has roles with the path, boundary, VPC policy, traces and key of the provider', () => {
    const { Properties } = resource(template, 'ItemCommandsRole');
    const actions = statements(template, 'ItemCommandsRole').flatMap(({ Action }) => Action);

    expect(Properties.Path).to.equal('/team/');
    expect(Properties.PermissionsBoundary).to.equal('arn:aws:iam::123456789012:policy/boundary');
    expect(JSON.stringify(Properties.ManagedPolicyArns)).to.include('AWSLambdaVPCAccessExecutionRole');
    expect(actions).to.include.members(['xray:PutTraceSegments', 'kms:Decrypt']);
  });

  it("takes the provider's runtime, if it is a Node of today", () => {
    expect(resource(template, 'QueriesLambdaFunction').Properties.Runtime).to.equal('nodejs24.x');
  });

  it("lets the user's own resources win, and fills in the rest", () => {
    const { Properties } = resource(template, 'EventsTable');

    expect(Properties.BillingMode).to.equal('PROVISIONED');
    expect(Properties.Tags).to.deep.equal([{ Key: 'team', Value: 'shop' }]);
    expect(Properties.StreamSpecification).to.deep.equal({ StreamViewType: 'NEW_IMAGE' });
    expect(template.Resources).to.include.keys('Topic');
  });

  it('lets tables go where that is asked for', () => {
    const { DeletionPolicy, UpdateReplacePolicy, Properties } = resource(template, 'EventsTable');

    expect({ DeletionPolicy, UpdateReplacePolicy }).to.deep.equal({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(Properties.PointInTimeRecoverySpecification).to.deep.equal({ PointInTimeRecoveryEnabled: false });
  });

  it('passes an authorizer to the routes of its aggregate, and makes none where http is off', () => {
    const routes = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');

    expect(routes.map(({ Properties }) => Properties.RouteKey)).to.have.members([
      'POST /Item/{id}/{command}',
      'POST /Item/{command}',
      'GET /Item/{id}',
    ]);
    for (const { Properties } of routes) expect(Properties).to.deep.include({ AuthorizationType: 'JWT', AuthorizationScopes: ['items'] });
  });

  it('has the shape of events that the handlers read, whatever the provider says', () => {
    expect(resource(template, 'HttpApiIntegrationItemCommands').Properties.PayloadFormatVersion).to.equal('2.0');
  });

  it('has no stream function where nothing listens', () => {
    const mappings = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');

    expect(mappings).to.deep.equal([]);
  });
});
