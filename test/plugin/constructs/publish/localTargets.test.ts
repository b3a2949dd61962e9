import { expect } from 'chai';
import { localTargets } from '../../../../plugin/src/constructs/publish/localTargets.js';
import { placeOf } from '../../../../plugin/src/constructs/publish/place.js';
import type { AwsTargetConfig } from '../../../../plugin/src/constructs/publish/publishConfig.js';
import type { Publisher, Target } from '../../../../plugin/src/constructs/publish/publisher.js';
import { setEnvironment } from '../../../../plugin/src/local/environment.js';

const publisher = (target: Target): Publisher => ({
  name: 'audit',
  target,
  source: '/shop/dev',
  isolated: false,
  words: ['*'],
  model: { kind: 'publisher', name: 'audit', from: ['Item'], events: ['Item.ItemCreated'] },
});
const aws = (kind: AwsTargetConfig['kind'], written: Parameters<typeof placeOf>[0]): Target => ({ kind, place: placeOf(written) });
const kafka: Target = { kind: 'kafka', topic: 'prices', brokers: ['b-1:9092'], ssl: true };
const resources = {
  Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
  Ordered: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
};

/** What becomes of a publisher's events, and what people are told. */
function told(target: Target, env: Record<string, string> = {}) {
  const targets = localTargets([publisher(target)], { region: 'eu-west-1', env, resources });
  return { address: JSON.parse(targets?.variable ?? 'null').audit, line: targets?.lines[0], environment: targets?.environment };
}

describe('publishers under serverless offline', () => {
  it('send nothing to AWS: their events are printed', () => {
    expect(told(aws('eventBridge', 'shop'))).to.deep.include({
      address: { to: 'shop', printed: true },
      line: 'Publisher audit, to eventBridge shop: events are printed here; AWS_ENDPOINT_URL_EVENTBRIDGE says where to send them',
    });
    expect(told(aws('sqs', 'jobs')).address).to.deep.equal({
      to: 'https://sqs.eu-west-1.amazonaws.com/000000000000/jobs',
      printed: true,
    });
    expect(told(kafka)).to.deep.include({
      address: { to: 'b-1:9092', printed: true, ssl: false },
      line: 'Publisher audit, to kafka prices: events are printed here; KAFKA_BROKERS says where to send them',
    });
  });

  for (const { target, to } of [
    { target: aws('eventBridge', 'shop'), to: 'shop' },
    { target: aws('sns', 'orders.fifo'), to: 'arn:aws:sns:eu-west-1:000000000000:orders.fifo' },
    { target: aws('sns', 'arn:aws:sns:us-east-1:123456789012:orders'), to: 'arn:aws:sns:us-east-1:123456789012:orders' },
    { target: aws('sqs', 'jobs'), to: 'http://localhost:4566/000000000000/jobs' },
    { target: aws('sqs', 'arn:aws:sqs:us-east-1:123456789012:jobs'), to: 'http://localhost:4566/123456789012/jobs' },
    { target: aws('sqs', { Ref: 'Jobs' }), to: 'http://localhost:4566/000000000000/jobs' },
    { target: aws('sqs', { 'Fn::GetAtt': ['Ordered', 'Arn'] }), to: 'http://localhost:4566/000000000000/Ordered.fifo' },
    { target: aws('firehose', 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/archive'), to: 'archive' },
  ]) {
    it(`send to an endpoint that is given: to ${to}`, () => {
      const { address, line } = told(target, { AWS_ENDPOINT_URL: 'http://localhost:4566/' });

      expect(address).to.deep.equal({ to });
      expect(line).to.match(/: events are sent to http:\/\/localhost:4566\/$/);
    });
  }

  it("prefer a service's own endpoint, and know the account", () => {
    const env = { AWS_ENDPOINT_URL: 'http://other', AWS_ENDPOINT_URL_SQS: 'http://localhost:9324', AWS_ACCOUNT_ID: '123456789012' };

    expect(told(aws('sqs', 'jobs'), env).address).to.deep.equal({ to: 'http://localhost:9324/123456789012/jobs' });
  });

  it('send to brokers that are given, in the place of those configured, in plain', () => {
    expect(told(kafka, { KAFKA_BROKERS: 'localhost:9092' })).to.deep.equal({
      address: { to: 'localhost:9092', ssl: false },
      line: 'Publisher audit, to kafka prices: events are sent to localhost:9092',
      environment: { KAFKA_BROKERS: 'localhost:9092' },
    });
  });

  it('print what is for a target whose name only CloudFormation knows', () => {
    const { address, line } = told(aws('sns', { 'Fn::ImportValue': 'orders' }), { AWS_ENDPOINT_URL_SNS: 'http://localhost:4566' });

    expect(address).to.deep.equal({ to: 'arn:aws:sns:eu-west-1:000000000000:audit', printed: true });
    expect(line).to.include('events are printed here, since only CloudFormation knows its name');
  });

  it('are told so, and no other function is', () => {
    const targets = localTargets([publisher(kafka)], { region: 'eu-west-1', env: { KAFKA_BROKERS: 'localhost:9092' }, resources });
    const handler = '.event-sourcing/x.handler';
    const environment = { EVENT_SOURCING_TARGETS: { 'Fn::Sub': ['', {}] } };
    const functions = { reactions: { handler, environment }, queries: { handler, environment: {} } };
    const service = { service: 'shop', provider: {}, package: {}, setFunctionNames: () => undefined, functions };

    const told = { ...targets?.environment, EVENT_SOURCING_TARGETS: targets?.variable ?? '' };
    const standIns = [{ variable: 'EVENT_SOURCING_TARGETS', environment: told }];
    setEnvironment(service, { endpoint: 'http://localhost:8000', region: 'eu-west-1', env: {}, standIns });

    expect(service.functions.reactions.environment).to.include({
      EVENT_SOURCING_TARGETS: '{"audit":{"to":"localhost:9092","ssl":false}}',
      KAFKA_BROKERS: 'localhost:9092',
    });
    expect(service.functions.queries.environment).not.to.have.any.keys('EVENT_SOURCING_TARGETS', 'KAFKA_BROKERS');
  });

  it('are none where there is none', () => {
    expect(localTargets([], { region: 'eu-west-1', env: {}, resources })).to.equal(undefined);
  });
});
