import { expect } from 'chai';
import { resolveBlock as resolve } from '../../block.js';

const aggregates = { Item: 'src/item.Item' };

const publish = (written: object) => resolve({ aggregates, publish: { audit: written } }).publish.audit;

describe('eventSourcing.publish', () => {
  it('takes a target and events as they are', () => {
    expect(publish({ eventBridge: 'default', events: ['OrderPlaced', 'Item.PriceUpdated', 'Item.*', '*'] })).to.deep.equal({
      isolated: false,
      target: { kind: 'eventBridge', place: { name: 'default' } },
      events: ['OrderPlaced', 'Item.PriceUpdated', 'Item.*', '*'],
    });
  });

  it('takes a function of its own', () => {
    expect(publish({ eventBridge: 'default', events: ['*'], isolated: true })).to.have.property('isolated', true);
  });

  it('takes a handler in the place of events, and a source', () => {
    expect(
      publish({ sqs: 'jobs.fifo', handler: 'src/prices.prices', source: 'https://shop.example/', maximumMessageSize: 262_144 }),
    ).to.deep.equal({
      isolated: false,
      target: { kind: 'sqs', place: { name: 'jobs.fifo' }, maximumMessageSize: 262_144 },
      handler: 'src/prices.prices',
      source: 'https://shop.example',
    });
  });

  it('takes brokers, or a producer of the user’s', () => {
    const events = ['*'];

    expect(publish({ kafka: { topic: 'orders', brokers: ['b-1:9092'] }, events })).to.deep.equal({
      isolated: false,
      target: { kind: 'kafka', topic: 'orders', brokers: ['b-1:9092'], ssl: false },
      events,
    });
    expect(publish({ kafka: { topic: 'orders', producer: 'src/kafka.producer', mode: 'structured' }, events })).to.deep.equal({
      isolated: false,
      target: { kind: 'kafka', topic: 'orders', mode: 'structured', producer: 'src/kafka.producer' },
      events,
    });
  });

  for (const arn of ['arn:aws:sns:eu-west-1:123456789012:orders.fifo', 'arn:aws-cn:sns:cn-north-1:123456789012:orders']) {
    it(`takes as a target of publish ${arn}`, () => {
      expect(publish({ sns: arn, events: ['*'] })?.target).to.deep.equal({ kind: 'sns', place: { arn } });
    });
  }

  for (const { written, place } of [
    { written: { Ref: 'Jobs' }, place: { resource: 'Jobs' } },
    { written: { 'Fn::GetAtt': ['Jobs', 'Arn'] }, place: { resource: 'Jobs' } },
    { written: { 'Fn::GetAtt': 'Jobs.Arn' }, place: { resource: 'Jobs' } },
    { written: { 'Fn::ImportValue': 'jobs-arn' }, place: { arn: { 'Fn::ImportValue': 'jobs-arn' } } },
  ]) {
    it(`takes as a target of publish ${JSON.stringify(written)}`, () => {
      expect(publish({ sqs: written, events: ['*'] })?.target).to.deep.equal({ kind: 'sqs', place });
    });
  }

  it('takes a time to begin at', () => {
    expect(publish({ sns: 'a', events: ['*'], since: '2026-01-31' })).to.deep.include({ since: '2026-01-31' });
  });

  const events = ['*'];
  for (const { written, says } of [
    {
      written: { events },
      says: `eventSourcing.publish.audit must have one target ('eventBridge', 'sns', 'sqs', 'firehose' or 'kafka'), none given`,
    },
    {
      written: { sns: 'a', sqs: 'b', events },
      says: `eventSourcing.publish.audit must have one target, 'sns' and 'sqs' given. Make a publisher for each`,
    },
    { written: { sns: 'a' }, says: 'eventSourcing.publish.audit must have either events (sent as they are) or handler' },
    { written: { sns: 'a', events, handler: 'src/a.a' }, says: 'both given' },
    {
      written: { firehose: 'a', events, maximumMessageSize: 2000 },
      says: "eventSourcing.publish.audit.maximumMessageSize is for sns and sqs alone, '2000' given",
    },
    { written: { kafka: { topic: 'a' }, events }, says: 'eventSourcing.publish.audit.kafka must have either brokers or producer' },
    {
      written: { kafka: { topic: 'a', producer: 'src/k.p', ssl: true }, events },
      says: 'eventSourcing.publish.audit.kafka.ssl is for brokers',
    },
    {
      written: { kafka: { topic: 'a', brokers: ['b'] }, events },
      says: "eventSourcing.publish.audit.kafka.brokers[0] must be a broker's host and port, such as 'broker-1:9092', 'b' given",
    },
    {
      written: { sqs: 'arn:aws:sns:eu-west-1:123456789012:a', events },
      says: "eventSourcing.publish.audit.sqs must be the name of a queue of this account and region, its ARN, a Ref to one of this serverless.yml, or a function that gives its ARN, 'arn:aws:sns",
    },
    {
      written: { sqs: { Reff: 'Queue' }, events },
      says: "eventSourcing.publish.audit.sqs.Reff must be 'Ref' or a function of CloudFormation's, such as 'Fn::GetAtt', 'Reff' given",
    },
    { written: { sqs: { Ref: 'AWS::Region' }, events }, says: 'audit.sqs.Ref must be the logical id of a resource' },
    {
      written: { sqs: { 'Fn::GetAtt': ['Queue', 'QueueName'] }, events },
      says: `audit.sqs must give an ARN, as { 'Fn::GetAtt': [Orders, Arn] } does, '["Queue","QueueName"]' given`,
    },
    { written: { sqs: 5, events }, says: 'must be the name of a queue of this account and region' },
    {
      written: { sns: 'a', events, since: '2026-13-41' },
      says: "audit.since must be a time, such as '2026-01-31T12:00:00Z', '2026-13-41' given",
    },
    { written: { sns: 'a', events, since: new Date(0) }, says: 'audit.since must be a time in UTC, in quotes' },
    { written: { sns: 'a', events: [] }, says: 'eventSourcing.publish.audit.events must be a list of events' },
    { written: { sns: 'a', events: ['a b'] }, says: "eventSourcing.publish.audit.events[0] must be an event's type" },
    { written: { snss: 'a', events }, says: "Did you mean 'sns'?" },
  ]) {
    it(`refuses as a publisher ${JSON.stringify(written)}`, () => {
      expect(() => publish(written)).to.throw(says);
    });
  }
});
