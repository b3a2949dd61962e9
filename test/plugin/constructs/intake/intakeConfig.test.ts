import { expect } from 'chai';
import { UserFault } from '../../../../plugin/src/userFault.js';
import { resolveBlock as resolve } from '../../block.js';

const handler = 'src/payments.Payments';
const all = (block: object) => resolve({ aggregates: { Item: 'src/item.Item' }, ...block });
const intake = (written: unknown) => all({ intake: { Payments: written } }).intake.Payments;

describe('eventSourcing.intake', () => {
  it('takes a handler alone: events come by HTTP', () => {
    expect(intake(handler)).to.deep.equal({ handler, http: {} });
    expect(intake({ handler, http: { authorizer: 'aws_iam' } })).to.deep.equal({ handler, http: { authorizer: { type: 'aws_iam' } } });
  });

  it('opens no route where another way is named, unless it is asked for', () => {
    expect(intake({ handler, eventBridge: 'default' })).to.deep.equal({ handler, http: false, eventBridge: { bus: 'default' } });
    expect(intake({ handler, eventBridge: 'default', http: true })).to.deep.include({ http: {} });
  });

  const arn = 'arn:aws:sqs:eu-central-1:123456789012:payments';
  const attribute = { 'Fn::GetAtt': ['PaymentsQueue', 'Arn'] };
  for (const [written, read] of [
    [arn, { arn }],
    [attribute, { arn: attribute }],
    [
      { arn: attribute, batchSize: 5, maximumConcurrency: 2 },
      { arn: attribute, batchSize: 5, maximumConcurrency: 2 },
    ],
  ]) {
    it(`takes for an intake the queue ${JSON.stringify(written)}`, () => {
      expect(intake({ handler, sqs: written })?.sqs).to.deep.equal(read);
    });
  }

  for (const [written, read] of [
    [{ Ref: 'Bus' }, { bus: { Ref: 'Bus' } }],
    [
      { bus: { Ref: 'Bus' }, sources: ['/psp'] },
      { bus: { Ref: 'Bus' }, sources: ['/psp'] },
    ],
  ]) {
    it(`takes for an intake the event bus ${JSON.stringify(written)}`, () => {
      expect(intake({ handler, eventBridge: written })?.eventBridge).to.deep.equal(read);
    });
  }

  const path = 'eventSourcing.intake.Payments';
  const access = { saslScram512Auth: ['arn:aws:secretsmanager:eu-central-1:123456789012:secret:kafka'] };
  const cluster = 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/8';
  for (const [written, says] of [
    [
      { handler, http: false },
      `${path} must have a way in ('http', 'sqs', 'eventBridge' or 'kafka'), none given. Leave http out, or name another.`,
    ],
    [
      { handler, sqs: { batchSize: 5 } },
      `${path}.sqs must have arn, or be one function of CloudFormation's and nothing else, 'batchSize' given.`,
    ],
    [{ handler, sqs: 'payments' }, `${path}.sqs must be the ARN of a queue, or a function that gives it, 'payments' given.`],
    [
      { handler, sqs: { ...attribute, batchSize: 5 } },
      `${path}.sqs must have arn, or be one function of CloudFormation's and nothing else, 'Fn::GetAtt, batchSize' given.`,
    ],
    [
      { handler, eventBridge: { sources: ['a'] } },
      `${path}.eventBridge must have bus, or be one function of CloudFormation's and nothing else, 'sources' given.`,
    ],
    [{ handler, kafka: { topic: 'a' } }, `${path}.kafka must have either arn (a cluster of MSK) or bootstrapServers, neither given.`],
    [
      { handler, kafka: { topic: 'a', bootstrapServers: ['b:9092'] } },
      `${path}.kafka.accessConfigurations must be given for bootstrapServers: how Lambda reaches them, and as whom.`,
    ],
    [
      { handler, kafka: { topic: 'a', arn: cluster, accessConfigurations: access } },
      `${path}.kafka.accessConfigurations is for bootstrapServers: leave it out for a cluster of MSK.`,
    ],
    [
      {
        handler,
        kafka: { topic: 'a', bootstrapServers: ['b:9092'], accessConfigurations: access, saslScram512: access.saslScram512Auth[0] },
      },
      `${path}.kafka.saslScram512 is for MSK: put it into accessConfigurations.saslScram512Auth.`,
    ],
    [
      { handler, http: true, topics: 1 },
      `${path}.topics is not known: the keys are 'handler', 'http', 'sqs', 'eventBridge' and 'kafka', 'topics' given.`,
    ],
  ] as const) {
    it(`says: ${says.slice(path.length + 1)}`, () => {
      expect(() => intake(written))
        .to.throw(UserFault)
        .with.property('message', says);
    });
  }

  it('refuses a name whose streams are others’', () => {
    expect(() => all({ intake: { Item: handler } })).to.throw(
      "eventSourcing.intake.Item must not share its streams 'Item/…' with the aggregate of that name, 'Item' given. Rename the intake.",
    );
    expect(() => all({ intake: { Payments: handler }, processes: { payments: 'src/payments.process' } })).to.throw(
      "eventSourcing.processes.payments must not share its streams 'Payments/…' with the intake 'Payments', 'payments' given. Rename the process.",
    );
  });
});
