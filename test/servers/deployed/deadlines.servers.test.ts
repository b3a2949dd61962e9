import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { expect } from 'chai';
import { eventBridgeScheduler } from '../../../runtime/src/adapters/scheduler/index.js';
import type { Deadline } from '../../../runtime/src/index.js';
import { resource } from '../../plugin/packaged.js';
import { awsSettings } from '../endpoints.js';
import { unique } from '../publishers/published.js';
import { type Deployment, deployed } from './deployment.js';
import { eventTypes, execute, row, settle } from './shopClient.js';

/* The rules that AWS has and moto does not check: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const names = /^[0-9a-zA-Z-_.]{1,64}$/;
const oneTime = /^at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)$/;

describe('Deadlines in EventBridge Scheduler', function () {
  this.timeout(120_000);
  const client = () => new SchedulerClient(awsSettings());

  /** All schedules of a group, as they were made. */
  async function schedulesOf(GroupName: string): Promise<readonly GetScheduleCommandOutput[]> {
    const { Schedules = [] } = await client().send(new ListSchedulesCommand({ GroupName }));
    return Promise.all(Schedules.map(({ Name }) => client().send(new GetScheduleCommand({ GroupName, Name }))));
  }

  function assertTakenByAws({ Name, GroupName, Description, ScheduleExpression, Target }: GetScheduleCommandOutput): void {
    expect(Name).to.match(names);
    expect(GroupName).to.match(names);
    expect(ScheduleExpression).to.match(oneTime);
    expect((Description ?? '').length).to.be.at.most(512);
    expect(Target?.Arn?.length).to.be.at.most(1600);
    expect(Target?.Input?.length).to.be.within(1, 256 * 1024);
  }

  describe('of the shop that is deployed', () => {
    let deployment: Deployment;
    let group: string;

    before(async () => {
      deployment = await deployed();
      group = `${deployment.name}-dev-deadlines`;
    });

    /** An order for one of five pieces, to be paid within so many seconds, and the schedules that it has made. */
    async function placeOrder(id: string, seconds: number): Promise<readonly GetScheduleCommandOutput[]> {
      await execute(deployment, 'Item', `of ${id}`, 'CreateItem', { quantity: 5 });
      await execute(deployment, 'Order', id, 'PlaceOrder', { itemId: `of ${id}`, quantity: 1, seconds });
      await settle(deployment);
      return own(id);
    }
    const own = async (id: string) =>
      (await schedulesOf(group)).filter(({ Target }) => (JSON.parse(Target?.Input ?? '{}') as Partial<Deadline>).id === id);

    it('are one schedule each, which invokes the function of deadlines once, in a role that may', async () => {
      const before = Date.now();
      const id = unique('order');

      const [schedule = expect.fail(), ...others] = await placeOrder(id, 3600);

      expect(others).to.deep.equal([]);
      assertTakenByAws(schedule);
      expect(schedule).to.deep.include({
        GroupName: group,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        State: 'ENABLED',
      });
      const { at }: Deadline = JSON.parse(schedule.Target?.Input ?? '');
      const due = Date.parse(`${schedule.ScheduleExpression?.slice(3, -1)}Z`);
      expect(due - Date.parse(at)).to.be.within(0, 999);
      expect(Date.parse(at)).to.be.within(before + 3_600_000, Date.now() + 3_600_000);
      const { EVENT_SOURCING_DEADLINES: told = '' } = await deployment.environment('reactions');
      const [, functionArn = '', roleArn, deadLettersArn = ''] = told.split(' ');
      expect(schedule.Target).to.deep.include({ Arn: functionArn, RoleArn: roleArn, DeadLetterConfig: { Arn: deadLettersArn } });
      expect(deadLettersArn.endsWith(`:${deployment.name}-dev-deadlines-dead-letters`)).to.equal(true);
      expect(functionArn.endsWith(`:function:${deployment.name}-dev-deadlines`)).to.equal(true);
    });

    it('hand their function what it takes: the process has its deadline, and once', async () => {
      const id = unique('order');
      const [schedule = expect.fail()] = await placeOrder(id, 3600);
      const event: unknown = JSON.parse(schedule.Target?.Input ?? '');
      const deadlines = await deployment.lambda('deadlines');

      await deadlines.invoke(event);
      await settle(deployment);
      await deadlines.invoke(event);
      await settle(deployment);

      expect(await eventTypes(deployment, `Order/${id}`)).to.deep.equal(['OrderPlaced', 'OrderCancelled']);
      expect(await eventTypes(deployment, `Item/of ${id}`)).to.deep.equal(['ItemStocked', 'StockReserved', 'StockReleased']);
      expect(await row(deployment, 'orders', id)).to.deep.equal({ id, status: 'not paid' });
    });

    it('are gone once the process takes them back, and one that comes late changes nothing', async () => {
      const id = unique('order');
      const [schedule = expect.fail()] = await placeOrder(id, 3600);

      await execute(deployment, 'Order', id, 'PayOrder', {});
      await settle(deployment);
      const left = await own(id);
      await (await deployment.lambda('deadlines')).invoke(JSON.parse(schedule.Target?.Input ?? ''));
      await settle(deployment);

      expect(left).to.deep.equal([]);
      expect(await eventTypes(deployment, `Order/${id}`)).to.deep.equal(['OrderPlaced', 'OrderPaid']);
    });

    it('that are over when they are set pass at once, without a schedule', async () => {
      const id = unique('order');

      const schedules = await placeOrder(id, 0);

      expect(schedules).to.deep.equal([]);
      expect(await row(deployment, 'orders', id)).to.deep.equal({ id, status: 'not paid' });
    });

    it('whose function fails have a queue that keeps them, and a role that only Scheduler takes on', () => {
      const failed = Object.values(deployment.template.Resources).find(({ Type }) => Type === 'AWS::Lambda::EventInvokeConfig');

      expect(failed?.Properties).to.deep.include({
        FunctionName: { Ref: 'DeadlinesLambdaFunction' },
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['DeadlineDeadLetterQueue', 'Arn'] } } },
      });
      expect(JSON.stringify(resource(deployment.template, 'DeadlineSchedulerRole').Properties.AssumeRolePolicyDocument)).to.include(
        'scheduler.amazonaws.com',
      );
    });
  });

  describe('by themselves', () => {
    const odd = `ä/ß "${'x'.repeat(900)}" \\ \u2028 😀`;
    const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();
    let group: string;
    let scheduler: ReturnType<typeof eventBridgeScheduler>;

    before(async () => {
      group = unique('deadlines');
      await client().send(new CreateScheduleGroupCommand({ Name: group }));
      const target = {
        group,
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:shop-dev-deadlines',
        roleArn: 'arn:aws:iam::123456789012:role/schedules',
      };
      scheduler = eventBridgeScheduler({ target, client: client() });
    });

    it('are scheduled once, whatever they are called, and come back as they were', async () => {
      const deadline: Deadline = { process: `p${'q'.repeat(63)}`, id: odd, deadline: odd, set: 2_000_000_000, at: tomorrow() };

      await scheduler.schedule(deadline);
      await scheduler.schedule(deadline);
      const [schedule = expect.fail(), ...others] = await schedulesOf(group);
      await scheduler.schedule({ ...deadline, set: 2_000_000_001 });
      const both = await schedulesOf(group);
      await scheduler.cancel(deadline);
      await scheduler.cancel(deadline);
      const [left = expect.fail()] = await schedulesOf(group);

      expect(others).to.deep.equal([]);
      assertTakenByAws(schedule);
      expect(JSON.parse(schedule.Target?.Input ?? '')).to.deep.equal(deadline);
      expect(both).to.have.length(2);
      expect(JSON.parse(left.Target?.Input ?? '')).to.have.property('set', 2_000_000_001);
    });

    it('that are not there are cancelled without a word', async () => {
      const deadline: Deadline = { process: 'p', id: unique('never'), deadline: 'set', set: 1, at: tomorrow() };

      await scheduler.cancel(deadline);

      expect((await schedulesOf(group)).filter(({ Target }) => Target?.Input?.includes(deadline.id))).to.deep.equal([]);
    });
  });
});
