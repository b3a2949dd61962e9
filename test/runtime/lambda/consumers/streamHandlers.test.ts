import { expect } from 'chai';
import { claims } from '../../../../runtime/src/adapters/dynamodb/events/claim.js';
import { encodeCommit } from '../../../../runtime/src/adapters/dynamodb/events/commitItem.js';
import { type Commit, createSignals, EventSourcingError } from '../../../../runtime/src/index.js';
import { projectionHandler, reactionHandler, receivers } from '../../../../runtime/src/lambda/index.js';
import type { RowStore } from '../../../../runtime/src/projections/rows/rowStore.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { Account, accounts } from '../../accountFixture.js';
import { Safe } from '../../commands/safeFixture.js';
import { closed, commit, deposited, opened } from '../../commitBuilders.js';
import { recordedMetrics } from '../../metrics/recordedMetrics.js';
import { memoryStores } from '../memoryStores.js';

const record = (each: Commit, sequenceNumber: string) => ({
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: sequenceNumber, NewImage: encodeCommit(each) },
});
const batch = (...commits: readonly Commit[]) => ({ Records: commits.map((each, index) => record(each, `${index + 1}`)) });
const failures = (...numbers: readonly string[]) => ({ batchItemFailures: numbers.map((itemIdentifier) => ({ itemIdentifier })) });

function capture() {
  const logged: object[] = [];
  return { logged, log: { error: (message: string, facts: object) => void logged.push({ message, ...facts }), warn: () => {} } };
}

describe('the stream of events', () => {
  const first = commit('Account/1', 1, [opened('Ann')]);
  const second = commit('Account/1', 2, [deposited(1)]);
  const end = commit('Account/1', 3, [closed()], { closes: true });
  const other = commit('Account/2', 1, [opened('Bob')]);
  const foreign = commit('Door/1', 1, [{ type: 'Opened', data: {} }]);

  describe('for receivers', () => {
    it('brings each commit of each stream, in order, with its command', async () => {
      const signals = createSignals();
      const heard: string[] = [];
      signals.on('eventPostSave', ({ aggregate, aggregateId, command, events }) => {
        heard.push(`${aggregate}/${aggregateId} ${command} ${events.map(({ type, version }) => `${type}@${version}`)}`);
      });

      const response = await reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], stores: memoryStores() })(
        batch(second, first, other, foreign, first),
      );

      expect(response).to.deep.equal(failures());
      expect(heard).to.have.members(['Account/1 Test Opened@1', 'Account/1 Test Deposited@2', 'Account/2 Test Opened@1']);
      expect(heard.indexOf('Account/1 Test Opened@1')).to.be.below(heard.indexOf('Account/1 Test Deposited@2'));
    });

    it('brings a rejection that was recorded as any other event', async () => {
      const signals = createSignals();
      const heard: unknown[] = [];
      signals.on('eventPostSave', { aggregate: Safe, event: 'TakingDeclined' }, ({ command, events }) => {
        heard.push(command, ...events.map(({ data }) => data.code));
      });
      const declined = { type: 'TakingDeclined', data: { code: 'too-much', details: { asked: 2, balance: 1 } } };
      const recorded = commit('Safe/1', 2, [declined], { command: 'Take', outcome: { code: 'too-much' } });

      const stores = memoryStores();
      await stores.events.append(commit('Safe/1', 1, [{ type: 'Filled', data: {} }]));
      await stores.events.append(recorded);
      await stores.bookmarks.move('receivers', { stream: 'Safe/1', position: 1, expected: undefined });

      const response = await reactionHandler({ consumers: [receivers({ aggregates: [Safe], signals })], stores })(batch(recorded));

      expect(response).to.deep.equal(failures());
      expect(heard).to.deep.equal(['Take', 'too-much']);
    });

    it('is measured: how far each consumer is behind its oldest commit, and what is parked', async () => {
      const { metrics, measured } = recordedMetrics();
      const signals = createSignals();
      signals.on('eventPostSave', () => Promise.reject(new Error('no')));
      const { log } = capture();
      const stored = new Date(Date.now() - 60_000).toISOString();
      const [late, later] = [commit('Account/1', 1, [opened('Ann')], { at: stored }), commit('Account/2', 1, [opened('Bob')])];
      const stores = memoryStores();
      for (const each of [late, later]) await stores.events.append(each);

      await reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], stores, metrics, log })(
        batch(late, later, foreign),
      );

      const [first, second, consumed, last] = measured;
      expect([first, second, last]).to.deep.equal([{ parked: 'receivers' }, { parked: 'receivers' }, { flush: true }]);
      expect(consumed).to.have.nested.property('consumed.consumer', 'receivers');
      expect(consumed).to.have.nested.property('consumed.lag').that.is.at.least(60_000);
    });

    it('is delivered again from a commit that cannot be read, with nothing after it before it', async () => {
      const { log, logged } = capture();
      const signals = createSignals();
      const heard: string[] = [];
      signals.on('eventPostSave', ({ aggregateId, events }) => void heard.push(`${aggregateId}@${events[0]?.version}`));
      const { Records } = batch(first, second, end, other);
      const claim = { M: { key: { S: 'key' }, bytes: { N: '1' }, sha256: { S: 'hash' } } };
      const claimed = { ...record(second, '2'), dynamodb: { SequenceNumber: '2', NewImage: encodeCommit(second, { claim }) } };
      const away = { put: () => Promise.resolve(), get: () => Promise.reject(new Error('S3 is away')) };

      const handler = reactionHandler({
        consumers: [receivers({ aggregates: [Account], signals })],
        log,
        stores: memoryStores(),
        format: { claims: claims(away) },
      });
      const response = await handler({ Records: Records.map((each, index) => (index === 1 ? claimed : each)) });

      expect(response).to.deep.equal(failures('2'));
      expect(heard).to.have.members(['1@1', '2@1']);
      expect(logged).to.have.length(1);
      expect(logged[0]).to.include({ stream: 'Account/1', sequenceNumber: '2' });
    });

    it('parks a stream where a receiver keeps throwing, and goes on for other streams', async () => {
      const { log, logged } = capture();
      const signals = createSignals();
      const heard: string[] = [];
      signals.on('eventPostSave', { event: 'Deposited' }, () => {
        throw new Error('out of paper');
      });
      signals.on('eventPostSave', ({ aggregateId, events }) => void heard.push(`${aggregateId}@${events[0]?.version}`));
      const stores = memoryStores();
      for (const each of [first, second, end, other]) await stores.events.append(each);

      const response = await reactionHandler({ consumers: [receivers({ aggregates: [Account], signals })], log, stores })(
        batch(first, second, end, other),
      );

      expect(response).to.deep.equal(failures());
      expect(heard).to.have.members(['1@1', '2@1']);
      expect(await stores.parked.load('receivers', 'Account/1')).to.deep.include({ version: 2, last: 3 });
      expect(logged).to.have.length(1);
      expect(logged[0]).to.include({ alarm: 'StreamParked', consumer: 'receivers', stream: 'Account/1', version: 2 });
    });
  });

  describe('for projections', () => {
    async function prepare(failing: ReadonlySet<string> = new Set()) {
      const stores = memoryStores();
      for (const each of [first, second, end, other]) await stores.events.append(each);
      const { log, logged } = capture();
      const rows = stores.rowsOf(accounts, 'a');
      const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 'rows' } });
      const save: RowStore['save'] = (changes) =>
        Promise.all(
          changes.map(async (change) => {
            if (failing.has(change.key)) return { status: 'failed', error: throttled };
            const [saved] = await rows.save([change]);
            return saved ?? { status: 'conflict' };
          }),
        );
      const handle = projectionHandler({
        projections: [accounts],
        validate: createValidator(),
        stores: { ...stores, rowsOf: () => ({ ...rows, save }) },
        log,
      });
      return { rows: () => rows.load(['1', '2']), logged, handle };
    }

    it('makes rows of the aggregates that feed them', async () => {
      const { rows, handle } = await prepare();

      expect(await handle(batch(first, second, foreign, other))).to.deep.equal(failures());

      expect([...(await rows())]).to.deep.equal([
        ['1', { position: 2, row: { id: '1', owner: 'Ann', balance: 1, events: 2 } }],
        ['2', { position: 1, row: { id: '2', owner: 'Bob', balance: 0, events: 1 } }],
      ]);
    });

    it('may bring everything twice, also after the end', async () => {
      const { rows, handle } = await prepare();

      await handle(batch(first, first, second, second, end, end));
      await handle(batch(first, second));

      expect((await rows()).get('1')).to.deep.equal({ position: 3, row: null });
    });

    it('is delivered again from the first commit of a stream whose row failed; other rows are written', async () => {
      const { rows, handle, logged } = await prepare(new Set(['1']));

      expect(await handle(batch(other, first, second))).to.deep.equal(failures('2'));

      expect([...(await rows()).keys()]).to.deep.equal(['2']);
      expect(logged[0]).to.include({ stream: 'Account/1' });
    });

    it('tells loudly of a commit that was changed or removed, and does not stop', async () => {
      const { rows, handle, logged } = await prepare();
      const changed = { ...record(second, '1'), eventName: 'MODIFY' };
      const removed = { eventName: 'REMOVE', dynamodb: { SequenceNumber: '2' } };

      expect(await handle({ Records: [changed, removed, record(other, '3')] })).to.deep.equal(failures());

      expect(logged).to.have.length(2);
      expect(logged[0]).to.include({ alarm: 'CommitAltered', eventName: 'MODIFY' });
      expect([...(await rows()).keys()]).to.deep.equal(['2']);
    });

    it('fails a record that is no commit, by its number, and the whole batch for one without a number', async () => {
      const { handle, logged } = await prepare();
      const odd = { eventName: 'INSERT', dynamodb: { SequenceNumber: '7', NewImage: { stream: { S: 'Account/1' } } } };

      expect(await handle({ Records: [odd, record(other, '8')] })).to.deep.equal(failures('7'));
      expect(logged).to.have.length(1);
      const failed = await handle({ Records: [{ eventName: 'INSERT', dynamodb: {} }] }).catch((error: Error) => error.message);
      expect(failed).to.include('no sequence number');
    });
  });
});
