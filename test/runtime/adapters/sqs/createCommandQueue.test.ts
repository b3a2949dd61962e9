import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { createCommandQueue } from '../../../../runtime/src/adapters/sqs/index.js';
import { createDispatcher, createSignals, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { type Fault, localQueue } from './localQueue.js';

const open = (id: string) => ({ aggregate: 'Account', id, command: 'Open', data: { owner: id } });
const deposit = (id: string, amount = 1) => ({ aggregate: 'Account', id, command: 'Deposit', data: { amount } });

describe('sending commands to a queue', () => {
  let local: Awaited<ReturnType<typeof localQueue>>;
  beforeEach(async () => {
    local = await localQueue();
  });
  afterEach(() => local.stop());

  function prepare(fault: Fault = () => undefined) {
    const slept: number[] = [];
    const { queueUrl } = local;
    const queue = createCommandQueue({
      queueUrl,
      client: local.clientWith(fault),
      sleep: async (milliseconds) => void slept.push(milliseconds),
      random: () => 1,
    });
    const arrived = async (count: number) => {
      while (local.delivered.length < count) await sleep(10);
      return local.delivered.map(({ body }) => JSON.parse(body));
    };
    return { queue, slept, arrived };
  }

  it('sends the command as a direct invocation takes it, with an id if it has none, in the group of its stream', async () => {
    const { queue, arrived } = prepare();
    const given = {
      ...deposit('ann'),
      commandId: 'salary',
      actor: 'bob',
      metadata: { source: 'test' },
      expectedVersion: 'exists' as const,
    };

    const first = await queue.send(given);
    const second = await queue.send(deposit('ann'));
    await queue.send({ ...deposit('ann'), id: 'é'.repeat(128) });
    const bodies = await arrived(3);

    expect(first).to.deep.equal({ aggregateId: 'ann', commandId: 'salary' });
    expect(bodies[0]).to.deep.equal(given);
    expect(bodies[1]).to.deep.equal({ ...deposit('ann'), commandId: second.commandId });
    expect(second.commandId).to.match(/^[\da-f-]{36}$/);
    const [a, b, c] = local.delivered.map(({ group }) => group);
    expect([a === b, b === c]).to.deep.equal([true, false]);
    for (const { group, deduplicationId } of local.delivered) expect(`${group}${deduplicationId}`).to.match(/^[\w-]{44}$/);
  });

  it('sends twice what has one id and one content, once to its stream; another content has to arrive', async () => {
    const { queue, arrived } = prepare();

    for (const amount of [1, 1, 2]) await queue.send({ ...deposit('ann', amount), commandId: 'salary' });
    await queue.send({ ...deposit('bob'), commandId: 'salary' });
    await queue.send({ ...deposit('ann'), commandId: 'salary', actor: 'eve' });
    await queue.send({ ...open('last') });
    const bodies = await arrived(5);

    expect(bodies.slice(0, 4).map(({ id, data, actor }) => [id, data.amount, actor])).to.have.deep.members([
      ['ann', 1, undefined],
      ['ann', 2, undefined],
      ['bob', 1, undefined],
      ['ann', 1, 'eve'],
    ]);
  });

  it('says which id a creation will have, the same that a dispatcher derives, and its group with it', async () => {
    const { queue, arrived } = prepare();
    const creation = { aggregate: 'Account', command: 'Open', data: { owner: 'Ann' }, commandId: 'k' };
    const { execute } = createDispatcher({ aggregates: [Account], store: inMemoryEventStore(), signals: createSignals() });

    const sent = await queue.send(creation);
    await queue.send(deposit(sent.aggregateId));
    const [message] = await arrived(2);
    const now = await execute(creation);
    const byQueue = await execute(message);

    expect(now.aggregateId).to.equal(sent.aggregateId);
    expect(byQueue).to.deep.equal(now);
    expect(new Set(local.delivered.map(({ group }) => group)).size).to.equal(1);
  });

  it('sends characters that SQS refuses as JSON escapes them', async () => {
    const { queue, arrived } = prepare();
    const owner = '\u0000\u001f\ufffe\uffff\ud800 ok';

    await queue.send({ ...open('ann'), data: { owner } });
    const [message] = await arrived(1);

    expect(message.data.owner).to.equal(owner);
  });

  it('refuses what is too large, with its size and the limit, and sends nothing', async () => {
    const { queue } = prepare();
    const large = { ...open('ann'), data: { owner: 'x'.repeat(262_144) } };
    const around = { ...open('ann'), metadata: { text: 'x'.repeat(1_048_576) } };

    expect((await caught(queue.send(large))).details).to.deep.equal({ size: 262_156, limit: 262_144 });
    expect((await caught(queue.sendMany([open('bob'), around]))).details).to.include({ limit: 1_048_576 });
    expect(await caught(queue.send(open('a/b')))).to.include({ code: 'InvalidAggregateId' });
    expect(local.requests).to.deep.equal([]);
  });

  it('tells what the queue answers in the words of this library', async () => {
    const failing = (name: string, httpStatusCode?: number) =>
      prepare(() => Object.assign(new Error(name), { name, $metadata: { httpStatusCode } })).queue.send(open('ann'));

    expect(await caught(failing('RequestThrottled', 400))).to.include({ code: 'StoreThrottled' });
    expect(await caught(failing('TimeoutError'))).to.include({ code: 'StoreUnavailable' });
    const refused = await caught(failing('AccessDenied', 403));
    expect(refused).to.include({ code: 'StoreRefused' });
    expect(refused.message).to.include(`Queue ${local.queueUrl} refused`);
  });

  it('sends many, ten at a time, and never two of one stream at once', async () => {
    const { queue, arrived } = prepare();
    const ids = Array.from({ length: 12 }, (_, index) => `${index}`);
    const commands = [...ids.map(open), deposit('0', 1), deposit('0', 2)];

    const sent = await queue.sendMany(commands);
    await arrived(14);

    expect(sent.map(({ aggregateId }) => aggregateId)).to.deep.equal([...ids, '0', '0']);
    expect(local.requests).to.deep.equal([10, 3, 1]);
    expect(await ofStream(arrived(14), '0')).to.deep.equal(['Open', 1, 2]);
  });

  it('fills no request beyond what SQS takes', async () => {
    const { queue, arrived } = prepare();
    const large = (id: string) => ({ ...open(id), data: { owner: 'x'.repeat(250_000) } });

    await queue.sendMany(['1', '2', '3', '4', '5', '6'].map(large));
    await arrived(6);

    expect(local.requests).to.deep.equal([4, 2]);
  });

  it('sends again what the queue did not take, before what is behind it in its stream', async () => {
    let faults = 0;
    const { queue, arrived, slept } = prepare((entries) => {
      const failing = entries.filter(({ MessageBody }) => MessageBody?.includes('"id":"ann"')).map(({ Id }) => Id ?? '');
      return failing.length > 0 && ++faults <= 2 ? failing : [];
    });

    await queue.sendMany([open('ann'), open('bob'), deposit('ann', 1), deposit('ann', 2), deposit('bob', 1)]);

    expect(await ofStream(arrived(5), 'ann')).to.deep.equal(['Open', 1, 2]);
    expect(await ofStream(arrived(5), 'bob')).to.deep.equal(['Open', 1]);
    expect(slept).to.deep.equal([20, 40]);
  });

  it('sends a whole request again that nobody answered', async () => {
    let faults = 0;
    const { queue, arrived } = prepare(() => (++faults === 1 ? Object.assign(new Error('reset'), { name: 'TimeoutError' }) : []));

    await queue.sendMany([open('ann'), open('bob')]);

    expect(await arrived(2)).to.have.length(2);
  });

  it('names what was not sent in the end, with what is behind it; all else was', async () => {
    const { queue, arrived } = prepare((entries) =>
      entries.filter(({ MessageBody }) => MessageBody?.includes('"id":"ann"')).map(({ Id }) => Id ?? ''),
    );

    const error = await caught(queue.sendMany([open('ann'), open('bob'), deposit('ann'), deposit('bob')]));

    expect(error).to.include({ code: 'CommandsNotSent' });
    expect(error.message)
      .to.include('2 of 4 commands')
      .and.include('Open on Account/ann (InternalError: try again)')
      .and.include('commandIds');
    expect(error.details).to.have.property('commands').that.has.length(2);
    expect(error.details).to.have.nested.property('commands[1].reason').that.includes('behind');
    expect(await ofStream(arrived(2), 'bob')).to.deep.equal(['Open', 1]);
  });

  it('does not try again what the queue refuses for good', async () => {
    const { queue } = prepare(() => Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }));

    const error = await caught(queue.sendMany([open('ann')]));

    expect(error).to.include({ code: 'CommandsNotSent' });
    expect(local.requests).to.deep.equal([1]);
  });

  it('has to be told the queue, outside of a function that the plugin made', () => {
    expect(() => createCommandQueue()).to.throw('EVENT_SOURCING_COMMAND_QUEUE is not set');
  });
});

type Body = { readonly id: string; readonly command: string; readonly data: { readonly amount?: number } };

const ofStream = async (bodies: Promise<Body[]>, stream: string) =>
  (await bodies).filter(({ id }) => id === stream).map(({ command, data }) => data.amount ?? command);
