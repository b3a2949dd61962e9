import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createFifoQueue } from '../../../../plugin/src/local/queues/fifoQueue.js';
import type { QueuedMessage, QueueStore } from '../../../../plugin/src/local/queues/queuedMessage.js';
import { openQueueFile } from '../../../../plugin/src/local/queues/queueFile.js';

function prepare({ maxReceiveCount = 3, store }: { maxReceiveCount?: number; store?: QueueStore } = {}) {
  let now = 0;
  let ids = 0;
  const queue = createFifoQueue({
    name: 'commands.fifo',
    maxReceiveCount,
    now: () => now,
    newId: () => `id-${++ids}`,
    ...(store ? { store } : {}),
  });
  const send = (groupId: string, body: string) => queue.send({ groupId, body, deduplicationId: `${groupId} ${body}` });
  const receive = (max = 10) => queue.receive(max, 1_000_000);
  const idsOf = (messages: readonly QueuedMessage[], ...bodies: string[]) => ({
    failed: new Set(messages.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => messageId)),
  });
  const later = (milliseconds: number) => {
    now += milliseconds;
  };
  const bodies = (messages: readonly QueuedMessage[]) => messages.map(({ groupId, body }) => `${groupId}${body}`);
  return { queue, send, receive, idsOf, bodies, later };
}

describe('a local FIFO queue', () => {
  it('delivers the messages of a group in their order, and none while one of them is being delivered', () => {
    const { queue, send, receive, bodies, idsOf } = prepare();
    for (const body of ['1', '2', '3']) send('a', body);
    send('b', '1');

    const first = receive(2);
    const meanwhile = receive();
    queue.settle(first, idsOf(first));
    const then = receive();

    expect(bodies(first)).to.deep.equal(['a1', 'a2']);
    expect(bodies(meanwhile)).to.deep.equal(['b1']);
    expect(bodies(then)).to.deep.equal(['a3']);
  });

  it('fills a batch from several groups, up to its size and bytes', () => {
    const { queue, send, bodies } = prepare();
    send('a', '1'.repeat(60));
    send('b', '2'.repeat(60));
    send('c', '3'.repeat(60));

    const batch = queue.receive(10, 130);

    expect(bodies(batch).map((text) => text.slice(0, 2))).to.deep.equal(['a1', 'b2']);
  });

  it('delivers what failed again, after a while and before what is behind it', () => {
    const { queue, send, receive, bodies, idsOf, later } = prepare();
    for (const body of ['1', '2', '3']) send('a', body);
    const batch = receive(2);
    queue.settle(batch, idsOf(batch, '1', '2'));
    const early = receive();

    later(200);
    const again = receive();

    expect(early).to.deep.equal([]);
    expect(bodies(again)).to.deep.equal(['a1', 'a2', 'a3']);
    expect(again.map(({ receives }) => receives)).to.deep.equal([2, 2, 1]);
  });

  it('waits as long as a message was postponed for, five seconds at most, else twice as long each time', () => {
    const { queue, send, receive, idsOf, later } = prepare({ maxReceiveCount: 100 });
    send('a', '1');
    const fail = (seconds?: number) => {
      const batch = receive();
      const [message] = batch;
      if (seconds !== undefined && message) queue.postpone(message.receiptHandle, seconds);
      queue.settle(batch, idsOf(batch, '1'));
      let waited = 0;
      for (; waited < 10_000 && !isVisible(); waited += 100) later(100);
      return waited;
    };
    const isVisible = () => {
      const batch = receive();
      queue.settle(batch, { unreachable: true });
      if (batch.length > 0) later(200);
      return batch.length > 0;
    };

    expect([fail(), fail(), fail(0), fail(1), fail(3600)]).to.deep.equal([200, 400, 0, 1000, 5000]);
  });

  it('sets a message aside that failed on its last delivery, and goes on with the next', () => {
    const { queue, send, receive, bodies, idsOf, later } = prepare({ maxReceiveCount: 2 });
    send('a', '1');
    send('a', '2');
    const dead: QueuedMessage[] = [];
    for (let delivery = 1; delivery <= 2; delivery++) {
      const batch = receive(1);
      dead.push(...queue.settle(batch, idsOf(batch, '1')));
      later(10_000);
    }

    expect(bodies(dead)).to.deep.equal(['a1']);
    expect(bodies(queue.deadLetters)).to.deep.equal(['a1']);
    expect(bodies(receive())).to.deep.equal(['a2']);
  });

  it('does not count a delivery that reached no function', () => {
    const { queue, send, receive, idsOf, later } = prepare({ maxReceiveCount: 1 });
    send('a', '1');
    for (let delivery = 1; delivery <= 3; delivery++) {
      queue.settle(receive(), { unreachable: true });
      later(1000);
    }

    const batch = receive();
    const dead = queue.settle(batch, idsOf(batch, '1'));

    expect(batch[0]?.receives).to.equal(1);
    expect(dead).to.have.length(1);
  });

  it('queues what is sent twice within five minutes once, for each group', () => {
    const { queue, send, receive, later } = prepare();
    const first = send('a', '1');

    const again = send('a', '1');
    const other = send('b', '1');
    later(5 * 60 * 1000);
    const muchLater = send('a', '1');

    expect(again).to.deep.equal(first);
    expect(new Set([first, other, muchLater].map(({ messageId }) => messageId)).size).to.equal(3);
    expect(receive()).to.have.length(3);
    expect(queue.size()).to.equal(3);
  });

  it('postpones only what is being delivered', () => {
    const { queue, send, receive, idsOf } = prepare();
    send('a', '1');
    const batch = receive();
    const handle = batch[0]?.receiptHandle ?? '';
    const during = queue.postpone(handle, 1);
    queue.settle(batch, idsOf(batch));

    expect([during, queue.postpone(handle, 1), queue.postpone('nothing', 1)]).to.deep.equal([true, false, false]);
  });
});

describe('a local FIFO queue with a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'queue-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (origin = 'database 1') => openQueueFile(folder, 'commands.fifo', origin);

  /** Sends three messages; the first is taken, the second fails, the third is on its way when the process ends. */
  function run(): void {
    const { queue, send, receive, idsOf } = prepare({ store: open() });
    for (const group of ['a', 'b', 'c']) send(group, '1');
    const [taken, failed] = [receive(1), receive(1)];
    queue.settle(taken, idsOf(taken));
    queue.settle(failed, idsOf(failed, '1'));
    receive(1);
  }

  it('has after a restart what was not taken, in its order, and goes on behind it', () => {
    run();

    const { send, receive, bodies } = prepare({ store: open() });
    const { sequenceNumber } = send('b', '2');

    expect(bodies(receive())).to.deep.equal(['b1', 'b2', 'c1']);
    expect(sequenceNumber).to.match(/4$/);
  });

  it('keeps nothing of what was set aside, or was sent beside another database', () => {
    const { queue, send, receive, idsOf } = prepare({ maxReceiveCount: 1, store: open() });
    send('a', '1');
    const batch = receive();
    queue.settle(batch, idsOf(batch, '1'));
    const afterwards = open().waiting;
    run();

    expect(afterwards).to.deep.equal([]);
    expect(open('database 2').waiting).to.deep.equal([]);
    expect(open('database 1').waiting).to.deep.equal([]);
  });

  it('passes over a line that a crash cut short', async () => {
    run();
    await appendFile(join(folder, 'commands.fifo.jsonl'), '{"added":{"messageId":"x","bo');

    expect(open().waiting.map(({ groupId }) => groupId)).to.deep.equal(['b', 'c']);
  });
});
