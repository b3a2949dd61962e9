import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { expect } from 'chai';
import type { InvokeResult } from '../../../../plugin/dist/local/pump/deliver.js';
import { type LocalScheduler, openScheduler } from '../../../../plugin/dist/local/schedules/localScheduler.js';
import { openScheduleFile } from '../../../../plugin/dist/local/schedules/scheduleFile.js';

describe('the scheduler of serverless offline', () => {
  let folder: string;
  const open: LocalScheduler[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schedules-'));
  });
  afterEach(async () => {
    for (const scheduler of open.splice(0)) scheduler.stop();
    await rm(folder, { recursive: true });
  });

  const start = async (origin = 'one database') => {
    const scheduler = await openScheduler(openScheduleFile(join(folder, 'schedules.json'), origin));
    open.push(scheduler);
    const client = new SchedulerClient({
      ...{ endpoint: scheduler.endpoint, region: 'local', maxAttempts: 1 },
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    return { scheduler, client };
  };
  const creation = (name: string, at: string) =>
    new CreateScheduleCommand({
      Name: name,
      ScheduleExpression: `at(${at})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'shop-dev-deadlines', RoleArn: 'local', Input: JSON.stringify({ of: name }) },
    });
  /** Waits for an invocation. */
  const invocation = (scheduler: LocalScheduler, answers: readonly InvokeResult[] = [{ response: null }]) =>
    new Promise<unknown[]>((resolve) => {
      const told: unknown[] = [];
      scheduler.start(
        async (functionName, event) => {
          told.push({ functionName, event });
          const answer = answers[told.length - 1] ?? { response: null };
          if (told.length === answers.length) setImmediate(() => resolve(told));
          return answer;
        },
        () => {},
      );
    });
  const past = '2020-01-01T00:00:00';
  const future = '2999-01-01T00:00:00';

  it('invokes a function once its schedule is due', async () => {
    const { scheduler, client } = await start();
    const told = invocation(scheduler);

    await client.send(creation('one', past));

    expect(await told).to.deep.equal([{ functionName: 'shop-dev-deadlines', event: { of: 'one' } }]);
  });

  it('keeps its schedules through a restart, and those that were deleted are gone', async () => {
    const before = await start();
    await before.client.send(creation('kept', past));
    await before.client.send(creation('deleted', past));
    await before.client.send(new DeleteScheduleCommand({ Name: 'deleted' }));
    before.scheduler.stop();

    const { scheduler } = await start();
    const told = await invocation(scheduler);

    expect(told).to.deep.equal([{ functionName: 'shop-dev-deadlines', event: { of: 'kept' } }]);
  });

  it('drops what was scheduled beside another database', async () => {
    const before = await start();
    await before.client.send(creation('one', future));
    before.scheduler.stop();

    const { client } = await start('another database');

    await client.send(creation('one', future));
  });

  it('tells an invocation that failed again', async () => {
    const { scheduler, client } = await start();
    const told = invocation(scheduler, [{ error: 'it threw' }, { response: null }]);

    await client.send(creation('one', past));

    expect(await told).to.have.length(2);
  });

  it('answers as EventBridge Scheduler does to what is there already, and what is not', async () => {
    const { client } = await start();
    await client.send(creation('one', future));

    const names = await Promise.all([
      client.send(creation('one', future)).catch(({ name }: Error) => name),
      client.send(new DeleteScheduleCommand({ Name: 'two' })).catch(({ name }: Error) => name),
    ]);

    expect(names).to.deep.equal(['ConflictException', 'ResourceNotFoundException']);
  });
});
