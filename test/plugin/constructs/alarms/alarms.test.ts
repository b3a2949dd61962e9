import { expect } from 'chai';
import { encodeCommit } from '../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { createSignals } from '../../../../runtime/src/index.js';
import { reactionHandler, receivers } from '../../../../runtime/src/lambda/index.js';
import { Account } from '../../../runtime/accountFixture.js';
import { commit, opened } from '../../../runtime/commitBuilders.js';
import { memoryStores } from '../../../runtime/lambda/memoryStores.js';
import { serviceInProcess } from '../../inProcess.js';
import { intakeBlock, intakeFiles, paymentsQueue } from '../../intakeService.js';
import { isolatedBlock, isolatedFiles } from '../../isolatedService.js';
import { itemService } from '../../itemService.js';
import { type PackagedTemplate, resource } from '../../packaged.js';

const templateOf = async (files: Parameters<typeof itemService>[0]): Promise<PackagedTemplate> => {
  const service = await serviceInProcess(itemService(files));
  try {
    return await service.template();
  } finally {
    await service.remove();
  }
};

const ofType = ({ Resources }: PackagedTemplate, type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
const alarmIds = (template: PackagedTemplate) => ofType(template, 'AWS::CloudWatch::Alarm').map(([id]) => id);

describe('a packaged service that nobody looks at', () => {
  let template: PackagedTemplate;

  before(async () => {
    const block = `${intakeBlock}  commandQueue: true\n  alarms: { notify: !Ref Ops, age: 600 }\n`;
    const yaml = `provider: { name: aws }\n${paymentsQueue}    Ops: { Type: 'AWS::SNS::Topic' }\n`;
    template = await templateOf({ block, yaml, files: intakeFiles });
  });

  it('has an alarm on what waits for a function: the age of the stream, or of the queue before it', () => {
    const projections = resource(template, 'ProjectionsAgeAlarm').Properties;
    expect(projections).to.deep.include({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'ProjectionsLambdaFunction' } }],
      Threshold: 600_000,
      AlarmActions: [{ Ref: 'Ops' }],
    });
    for (const [id, queue] of [
      ['CommandQueueAgeAlarm', 'CommandQueue'],
      ['PaymentsIntakeAgeAlarm', 'PaymentsIntakeQueue'],
    ] as const) {
      expect(resource(template, id).Properties, id).to.deep.include({
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
        Threshold: 600,
      });
    }
  });

  it('has one on each queue of what was set aside, and on what functions log as an alarm, each with a name and a remedy', () => {
    expect(alarmIds(template)).to.have.members([
      ...['ProjectionsAgeAlarm', 'ReactionsAgeAlarm', 'CommandQueueAgeAlarm', 'PaymentsIntakeAgeAlarm'],
      ...['CommandDeadLetterQueueAlarm', 'PaymentsIntakeDeadLetterQueueAlarm', 'StreamParkedAlarm', 'CommitAlteredAlarm'],
    ]);
    const names = ofType(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties.AlarmName);
    expect(new Set(names)).to.have.length(8);
    for (const [id, { Properties }] of ofType(template, 'AWS::CloudWatch::Alarm')) {
      expect(Properties.AlarmName, id).to.match(/^items-dev-/);
      expect(Properties.AlarmDescription, id).to.match(/^[A-Z].{30,}\.$/);
    }
  });

  it('counts lines of the logs of functions that are in the template, by the metric that the alarm is on', () => {
    const filters = ofType(template, 'AWS::Logs::MetricFilter');

    expect(filters.map(([id]) => id)).to.have.members([
      ...['ProjectionsStreamParkedFilter', 'ReactionsStreamParkedFilter', 'ProjectionsCommitAlteredFilter', 'ReactionsCommitAlteredFilter'],
    ]);
    for (const [id, { Properties }] of filters) {
      const { Ref: group } = Properties.LogGroupName as { Ref: string };
      expect(resource(template, group).Type, id).to.equal('AWS::Logs::LogGroup');
      const [made] = Properties.MetricTransformations as [{ MetricNamespace: string; MetricName: string }];
      expect(resource(template, `${made.MetricName}Alarm`).Properties).to.include({
        Namespace: made.MetricNamespace,
        MetricName: made.MetricName,
      });
    }
  });

  it('finds what functions do log', async () => {
    const lines: string[] = [];
    const stores = memoryStores();
    const { error } = console;
    console.error = (line: string) => void lines.push(line);
    try {
      const signals = createSignals();
      signals.on('eventPostSave', () => {
        throw new Error('never');
      });
      const handle = reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], stores });
      const opening = commit('Account/1', 1, [opened()]);
      await stores.events.append(opening);
      const first = { SequenceNumber: '1', NewImage: encodeCommit(opening) };
      await handle({
        Records: [
          { eventName: 'INSERT', dynamodb: first },
          { eventName: 'REMOVE', dynamodb: { SequenceNumber: '2' } },
        ],
      });
    } finally {
      console.error = error;
    }

    const patterns = ofType(template, 'AWS::Logs::MetricFilter').map(([, { Properties }]) => String(Properties.FilterPattern).split(' '));
    for (const words of patterns) {
      expect(
        lines.filter((line) => words.every((word) => line.includes(word))),
        words.join(' '),
      ).to.have.length(1);
    }
  });

  it('watches the queues of isolated consumers, and the stream where it is read', async () => {
    const isolated = await templateOf({ block: isolatedBlock, files: isolatedFiles });

    expect(alarmIds(isolated)).to.include.members(['FulfilmentProcessAgeAlarm', 'AuditPublisherAgeAlarm', 'ReactionsAgeAlarm']);
    expect(resource(isolated, 'AuditPublisherAgeAlarm').Properties).to.deep.include({
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['AuditPublisherQueue', 'QueueName'] } }],
      Threshold: 3600,
    });
    expect(resource(isolated, 'AuditPublisherAgeAlarm').Properties).not.to.have.property('AlarmActions');
    const filters = ofType(isolated, 'AWS::Logs::MetricFilter').map(([id]) => id);
    expect(filters).to.include('AuditPublisherStreamParkedFilter').and.not.include('AuditPublisherCommitAlteredFilter');
  });

  it('has none where none is wanted', async () => {
    const silent = await templateOf({
      block: `${intakeBlock}  alarms: false\n`,
      yaml: `provider: { name: aws }\n${paymentsQueue}`,
      files: intakeFiles,
    });

    expect([...alarmIds(silent), ...ofType(silent, 'AWS::Logs::MetricFilter')]).to.deep.equal([]);
  });
});
