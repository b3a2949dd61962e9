import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { createCommandQueue } from '../../../runtime/src/adapters/sqs/index.js';
import { receive, unique } from '../publishers/published.js';
import { type Deployment, deployed } from './deployment.js';
import { drainQueue, type Polled, pollQueue, sqs } from './queueMapping.js';
import { commandQueue, eventTypes, execute, invokeHttp } from './shopClient.js';

const onItem = (id: string, command: string, quantity: number, commandId = `${id} ${command}`) => ({
  aggregate: 'Item',
  id,
  command,
  data: { quantity },
  commandId,
});

const commandIds = (bodies: readonly string[]): string[] => bodies.map((body) => JSON.parse(body).commandId);

describe('Commands through the queue that is deployed', function () {
  this.timeout(120_000);
  let deployment: Deployment;
  let queueUrl: string;
  let deadLettersUrl: string;

  before(async () => {
    deployment = await deployed();
    ({ EVENT_SOURCING_COMMAND_QUEUE: queueUrl = '' } = await deployment.environment('ItemCommands'));
    deadLettersUrl = await deployment.queueUrl(`${deployment.name}-dev-commands-dead-letters.fifo`);
  });

  const sender = () => createCommandQueue({ queueUrl, client: sqs() });
  const poll = (seconds = 0) => pollQueue(deployment, commandQueue(deployment), { seconds });
  const drain = () => drainQueue(deployment, commandQueue(deployment));
  const setAside = async (): Promise<number> => {
    const AttributeNames = ['ApproximateNumberOfMessages' as const];
    const { Attributes } = await sqs().send(new GetQueueAttributesCommand({ QueueUrl: deadLettersUrl, AttributeNames }));
    return Number(Attributes?.ApproximateNumberOfMessages);
  };

  it('take effect in the order of their stream, and once, though they are sent twice', async () => {
    const ids = Array.from({ length: 12 }, () => unique('item'));
    // Each is refused before the one in front of it.
    const commands = ids.flatMap((id) => [
      onItem(id, 'CreateItem', 5),
      onItem(id, 'ReserveStock', 3, `${id} first`),
      onItem(id, 'ReleaseStock', 3),
      onItem(id, 'ReserveStock', 5, `${id} second`),
    ]);

    await sender().sendMany(commands);
    await sender().sendMany(commands);
    const polls = await drain();

    // SQS itself drops what is sent again soon.
    expect(polls.flatMap(({ delivered }) => delivered)).to.have.length(commands.length);
    expect(polls.flatMap(({ failed }) => failed)).to.deep.equal([]);
    for (const id of ids) {
      expect(await eventTypes(deployment, `Item/${id}`)).to.deep.equal(['ItemStocked', 'StockReserved', 'StockReleased', 'StockReserved']);
    }
  });

  it('take effect once where SQS has forgotten that it had them', async () => {
    const id = unique('item');
    await sender().sendMany([onItem(id, 'CreateItem', 5), onItem(id, 'ReserveStock', 1)]);
    const [{ delivered } = { delivered: [] }] = await drain();

    for (const [index, MessageBody] of delivered.entries()) {
      const again = { QueueUrl: queueUrl, MessageBody, MessageGroupId: 'again', MessageDeduplicationId: `${id}-${index}` };
      await sqs().send(new SendMessageCommand(again));
    }
    const polls = await drain();

    expect(delivered).to.have.length(2);
    expect(polls.flatMap(({ delivered: came, failed }) => [...came, ...failed])).to.deep.equal(delivered);
    expect(await eventTypes(deployment, `Item/${id}`)).to.deep.equal(['ItemStocked', 'StockReserved']);
  });

  it('are taken by HTTP for later, and executed then', async () => {
    const id = unique('item');

    const answer = await invokeHttp(deployment, 'ItemCommands', 'POST', '/Item/{id}/{command}', {
      pathParameters: { id, command: 'CreateItem' },
      headers: { 'content-type': 'application/json', prefer: 'respond-async', 'idempotency-key': 'mine' },
      body: JSON.stringify({ quantity: 2 }),
    });
    const before = await eventTypes(deployment, `Item/${id}`);
    await drain();

    expect(answer).to.deep.include({ statusCode: 202, body: JSON.stringify({ aggregateId: id, commandId: 'mine' }) });
    expect(before).to.deep.equal([]);
    expect(await eventTypes(deployment, `Item/${id}`)).to.deep.equal(['ItemStocked']);
  });

  // In which order the messages of a group come again moto does not keep: that is for the tests of the handler.
  it('that fail stay, with what is behind them in their stream, are set aside in the end, and can be redriven', async () => {
    const [failing, passing] = [unique('item'), unique('item')];
    await sender().sendMany([onItem(failing, 'ReserveStock', 9), onItem(failing, 'ReleaseStock', 9), onItem(passing, 'CreateItem', 1)]);

    const first = await poll();
    const more: Polled[] = [];
    for (let polls = 0; polls < 40 && (await setAside()) < 2; polls++) more.push(await poll(1));
    const letters = await receive(sqs(), deadLettersUrl, 2);

    const ids = [`${failing} ReserveStock`, `${failing} ReleaseStock`];
    expect(commandIds(first.delivered)).to.deep.equal([ids[0], `${passing} CreateItem`, ids[1]]);
    expect(commandIds(first.failed)).to.deep.equal(ids);
    expect(await eventTypes(deployment, `Item/${passing}`)).to.deep.equal(['ItemStocked']);
    for (const id of ids) {
      const again = more.filter(({ delivered }) => commandIds(delivered).includes(id));
      // Three deliveries in all, as `maxReceiveCount` says.
      expect(again).to.have.length(2);
    }
    expect(commandIds(letters)).to.have.members(ids);
    expect((await deployment.lambda('commandQueue')).output()).to.include(`ReserveStock on Item/${failing} failed on its last delivery`);

    await execute(deployment, 'Item', failing, 'CreateItem', { quantity: 9 });
    for (const MessageBody of letters) {
      const again = { QueueUrl: queueUrl, MessageBody, MessageGroupId: 'redriven' };
      await sqs().send(new SendMessageCommand({ ...again, MessageDeduplicationId: unique('redriven') }));
    }
    await drain();
    expect(await eventTypes(deployment, `Item/${failing}`)).to.have.members(['ItemStocked', 'StockReserved', 'StockReleased']);
  });

  it('are refused beside it under an id that is used for another, and not dropped by SQS', async () => {
    const id = unique('item');
    await execute(deployment, 'Item', id, 'CreateItem', { quantity: 9 });
    await sender().sendMany([onItem(id, 'ReserveStock', 1, 'one id'), onItem(id, 'ReserveStock', 2, 'one id')]);

    const { delivered, failed } = await poll();

    expect(delivered).to.have.length(2);
    expect(failed.map((body) => JSON.parse(body).data)).to.deep.equal([{ quantity: 2 }]);
    expect((await deployment.lambda('commandQueue')).output()).to.include('CommandIdReused');
  });
});
