import { expect } from 'chai';
import { serviceInProcess } from './inProcess.js';
import { intakeFiles, paymentsQueue } from './intakeService.js';
import { itemService } from './itemService.js';
import { type PackagedTemplate, packaged } from './packaged.js';
import { processFiles } from './processService.js';
import { makeService } from './service.js';

const yaml = `
provider:
  name: aws
  stage: test
  runtime: nodejs24.x
  environment: { SHOP: ours }
  kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
  tracing: { lambda: true }
  vpc: { securityGroupIds: [sg-1], subnetIds: [subnet-1] }
  iam: { role: { path: /team/, permissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' } }
  httpApi:
    payload: '1.0'
    authorizers:
      customers: { type: jwt, identitySource: $request.header.Authorization, issuerUrl: https://example.com, audience: [a] }
${paymentsQueue}    Topic: { Type: AWS::SNS::Topic }
    EventsTable: { Type: AWS::DynamoDB::Table, Properties: { BillingMode: PROVISIONED } }
`;

const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka-Ab1';

/** Functions and events of all kinds that the plugin makes. */
const block = `
eventSourcing:
  aggregates:
    Item: { handler: src/item.Item, snapshot: { every: 50 }, http: { authorizer: { name: customers, scopes: [items] } } }
    Order: { handler: src/order.Order, http: { events: true, authorizer: aws_iam } }
  processes:
    fulfilment: src/fulfilment.fulfilment
  publish:
    audit: { eventBridge: default, events: [OrderPlaced], isolated: true }
    orders: { sns: !Ref Topic, events: [OrderPlaced] }
  intake:
    Payments:
      handler: src/payments.Payments
      http: true
      sqs: { arn: !GetAtt PaymentsQueue.Arn, batchSize: 5, maximumConcurrency: 4 }
      eventBridge: { bus: payments, sources: [/psp] }
      kafka: { topic: payments, arn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/8a2-5', saslScram512: '${secret}' }
    Pings:
      handler: src/payments.Pings
      kafka:
        topic: pings
        bootstrapServers: [broker-1:9096]
        consumerGroupId: shop
        accessConfigurations: { saslScram512Auth: ['${secret}'] }
  commandQueue: { timeout: 60, batchSize: 5, maximumConcurrency: 20 }
  alarms: { notify: !Ref Topic }
`;

/** What the framework adds for itself: the plugin has no part in it. */
const itsOwn = /^AWS::(S3::|Lambda::(Version|Permission)|ApiGatewayV2::(Api|Stage|Authorizer))/;

/** What the plugin has a part in, in its type and properties; ids of routes and mappings are the framework's. */
const comparable = ({ Resources }: PackagedTemplate) =>
  Object.values(Resources)
    .filter(({ Type }) => !itsOwn.test(Type))
    .map(({ Type, Properties: { Code: _, ...Properties } = {}, DeletionPolicy, UpdateReplacePolicy }) =>
      JSON.parse(JSON.stringify({ Type, Properties, DeletionPolicy, UpdateReplacePolicy })),
    );

describe('the template that unit tests assert on', () => {
  it('has the resources that the framework makes of the same service, and those alone', async () => {
    const files = itemService({ yaml, block, files: { ...intakeFiles, ...processFiles } });
    const [inProcess, service] = await Promise.all([serviceInProcess(files), makeService(files)]);
    try {
      const made = await inProcess.template();
      const expected = await packaged(service);

      expect(comparable(made)).to.have.deep.members(comparable(expected));
      expect(Object.keys(expected.Resources)).to.include.members(
        Object.keys(made.Resources).filter((id) => /LambdaFunction|EventSourceMappingDynamodb|HttpApiIntegration|Role|LogGroup/.test(id)),
      );
    } finally {
      await Promise.all([inProcess.remove(), service.remove()]);
    }
  });
});
