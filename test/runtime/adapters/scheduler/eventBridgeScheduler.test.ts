import { type CreateScheduleCommandInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect } from 'chai';
import { eventBridgeScheduler } from '../../../../runtime/src/adapters/scheduler/index.js';
import type { Deadline } from '../../../../runtime/src/index.js';
import { isTransient } from '../../../../runtime/src/stream/transient.js';
import { caught } from '../../caught.js';

const target = {
  group: 'shop-dev-deadlines',
  functionArn: 'arn:aws:lambda:eu-west-1:1:function:shop-dev-deadlines',
  roleArn: 'arn:aws:iam::1:role/r',
  deadLettersArn: 'arn:aws:sqs:eu-west-1:1:shop-dev-deadlines-dead-letters',
};
const due: Deadline = { process: 'fulfilment', id: 'ä/7', deadline: 'payment', set: 4, at: '2026-01-02T00:00:00.001Z' };

/** A client that keeps what it is to send, and fails as it is told. */
function recordingClient(failure?: { readonly name: string; readonly status: number }, now = '2026-01-01T00:00:00.000Z') {
  const sent: { readonly name: string; readonly input: CreateScheduleCommandInput }[] = [];
  const client = new SchedulerClient({ region: 'eu-west-1' });
  client.middlewareStack.add(
    (_next, context) => async (args) => {
      sent.push({ name: String(context.commandName), input: args.input as CreateScheduleCommandInput });
      if (failure) throw Object.assign(new Error('No.'), { name: failure.name, $metadata: { httpStatusCode: failure.status } });
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize' },
  );
  return { scheduler: eventBridgeScheduler({ target, client, now: () => new Date(now) }), sent };
}

describe('EventBridge Scheduler', () => {
  it('is given a one-time schedule that invokes the function with the deadline, not before it is due, and deletes itself', async () => {
    const { scheduler, sent } = recordingClient();

    await scheduler.schedule(due);

    const [{ name, input } = expect.fail()] = sent;
    expect(name).to.equal('CreateScheduleCommand');
    expect(input).to.deep.include({
      GroupName: 'shop-dev-deadlines',
      ScheduleExpression: 'at(2026-01-02T00:00:01)',
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: target.functionArn,
        RoleArn: target.roleArn,
        Input: JSON.stringify(due),
        DeadLetterConfig: { Arn: target.deadLettersArn },
      },
    });
    expect(input.Name).to.match(/^[0-9a-zA-Z-_.]{1,64}$/);
  });

  it('names the schedule by the deadline: a repeat is the same, and is left alone', async () => {
    const { scheduler, sent } = recordingClient({ name: 'ConflictException', status: 409 });

    await scheduler.schedule(due);
    await scheduler.schedule(due);
    await scheduler.schedule({ ...due, set: 5 });
    await scheduler.schedule({ ...due, at: '2026-01-03T00:00:00.000Z' });

    const [first, second, ...others] = sent.map(({ input }) => input.Name);
    expect(second).to.equal(first);
    expect(new Set([first, ...others]).size).to.equal(3);
  });

  it('deletes a schedule under the same name, and leaves alone what is not there', async () => {
    const { scheduler, sent } = recordingClient({ name: 'ResourceNotFoundException', status: 404 });

    await scheduler.cancel(due);

    const made = recordingClient();
    await made.scheduler.schedule(due);
    expect(sent.map(({ name }) => name)).to.deep.equal(['DeleteScheduleCommand']);
    expect(sent[0]?.input.Name).to.equal(made.sent[0]?.input.Name);
  });

  it('tells a scheduler that is busy or away from one that refuses a time', async () => {
    const codes = await Promise.all(
      [
        { name: 'ThrottlingException', status: 429 },
        { name: 'InternalServerException', status: 500 },
        { name: 'ServiceQuotaExceededException', status: 402 },
        { name: 'ValidationException', status: 400 },
      ].map(async (failure) => (await caught(recordingClient(failure).scheduler.schedule(due))).code),
    );

    expect(codes).to.deep.equal(['StoreThrottled', 'StoreUnavailable', 'StoreRefused', 'ProcessInvalid']);
  });

  it('does not blame the process for a deadline that was over before it got there: it comes again, and is over by then', async () => {
    const refused = { name: 'ValidationException', status: 400 };

    const errors = await Promise.all(
      ['2026-01-01T23:59:01.000Z', '2026-01-02T00:00:05.000Z', '2026-01-01T23:58:59.000Z'].map((now) =>
        caught(recordingClient(refused, now).scheduler.schedule(due)),
      ),
    );

    expect(errors.map(({ code }) => code)).to.deep.equal(['StoreRefused', 'StoreRefused', 'ProcessInvalid']);
    expect(errors.map((error) => isTransient(error, 0))).to.deep.equal([true, true, false]);
  });
});
