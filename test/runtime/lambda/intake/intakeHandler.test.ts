import { expect } from 'chai';
import { HTTP, Kafka } from 'cloudevents';
import { type Commit, EventSourcingError, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';
import { all } from '../../commitBuilders.js';
import {
  batchHeaders,
  bridged,
  capture,
  consumed,
  payments,
  posted,
  queued,
  reference,
  structuredHeaders,
} from '../../intake/paymentsFixture.js';

type Answer = { readonly statusCode: number; readonly body: string };
type Problem = { readonly code: string; readonly violations: readonly { readonly path: string; readonly rule: string }[] };

describe('the function of an intake', () => {
  let appended: Commit[];
  let service: ReturnType<typeof payments>;
  beforeEach(() => {
    appended = [];
    service = payments(watched(inMemoryEventStore()));
  });

  const watched = (memory: EventStore): EventStore => ({
    ...memory,
    async append(commit) {
      const result = await memory.append(commit);
      if (result.status === 'appended') appended.push(commit);
      return result;
    },
  });
  const events = () => appended.flatMap((commit) => commit.events);
  const answer = async (event: unknown) => (await service.handler(event)) as Answer;
  const status = async (event: unknown) => (await answer(event)).statusCode;
  const problem = async (event: unknown): Promise<Problem> => JSON.parse((await answer(event)).body);
  const recorded = { type: 'PaymentCaptured', data: { orderId: '7', amount: 9.5 } };

  const binary = HTTP.binary(reference());
  const kafkaBinary = Kafka.binary(reference());
  const kafkaStructured = Kafka.structured(reference());
  // As an SDK, a broker or a service of AWS writes it: each is the same event.
  const ways: Readonly<Record<string, unknown>> = {
    'HTTP, structured': posted(HTTP.structured(reference()).body, structuredHeaders),
    'HTTP, structured, in base64': posted(Buffer.from(JSON.stringify(capture())).toString('base64'), structuredHeaders, {
      isBase64Encoded: true,
    }),
    'HTTP, binary': posted(binary.body, { ...(binary.headers as Record<string, string>) }),
    'HTTP, batched': posted([capture()], batchHeaders),
    'a queue': queued(capture()),
    'a queue behind a topic': queued({ Type: 'Notification', Message: JSON.stringify(capture()) }),
    'a queue behind EventBridge': queued(bridged(capture())),
    'a queue, of records that were set aside': queued(consumed({ value: JSON.stringify(capture()) })),
    'Kafka, structured': consumed({ value: String(kafkaStructured.value), headers: kafkaStructured.headers as Record<string, string> }),
    'Kafka, binary': consumed({ value: JSON.stringify(kafkaBinary.value), headers: kafkaBinary.headers as Record<string, string> }),
  };

  for (const [way, event] of Object.entries(ways)) {
    it(`records an event once that comes by ${way}, and again by all others`, async () => {
      await service.handler(event);
      expect(events()).to.deep.equal([recorded]);

      for (const again of Object.values(ways)) await service.handler(again);

      expect(events()).to.deep.equal([recorded]);
      expect(service.warned).to.deep.equal([]);
      expect(service.letters).to.deep.equal([]);
    });
  }

  it('keeps what the event says of itself, and what it belongs to', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const facts = { subject: 'order 7', time: '2026-01-01T10:00:00Z', traceparent: `00-${trace}-b7ad6b7169203331-01`, tenant: 5 };
    await service.handler(
      posted(capture(facts), structuredHeaders, {
        requestContext: { http: { method: 'POST' }, authorizer: { lambda: { principalId: 'psp' } } },
      }),
    );

    const [commit] = appended;
    expect(commit).to.include({ version: 1, last: 1, closes: true, correlationId: trace, at: '2026-01-01T00:00:00.000Z' });
    expect(commit?.stream).to.match(/^Payments\/[\w-]{22}$/);
    expect(commit?.metadata).to.deep.equal({ actor: 'psp', cloudEvent: { id: 'p-1', source: '/psp', type: 'com.psp.captured', ...facts } });
  });

  it('prefers the correlation that a publisher of this library wrote', async () => {
    await service.handler(queued(capture({ correlationid: 'checkout-1', traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` })));

    expect(appended[0]?.correlationId).to.equal('checkout-1');
  });

  it('tells events apart whose sources and ids only look the same when put together', async () => {
    await service.handler(posted([capture({ source: '/a', id: 'b/c' }), capture({ source: '/a/b', id: 'c' })], batchHeaders));

    expect(new Set(appended.map(({ stream }) => stream))).to.have.length(2);
  });

  it('keeps the first, and says so, where another content comes under the same source and id', async () => {
    await service.handler(queued(capture()));

    expect(await status(posted(capture({ data: { orderId: '7', amount: 1 } }), structuredHeaders))).to.equal(204);

    expect(events()).to.deep.equal([recorded]);
    expect(service.warned).to.deep.equal(['an event came again with another content: the first is kept']);
  });

  it('takes an event of EventBridge whose detail is no CloudEvent by its own id', async () => {
    const plain = bridged({ orderId: '7', amount: 9.5 });
    await service.handler(queued(plain));
    await service.handler(queued(plain));

    expect(events()).to.deep.equal([recorded]);
    expect(appended[0]?.metadata.cloudEvent).to.include({ id: 'e-1', source: '/psp', type: 'com.psp.captured', awsregion: 'eu-central-1' });
  });

  it('passes over what it does not declare, and says so once', async () => {
    expect(await status(posted(capture({ type: 'com.psp.disputed' }), structuredHeaders))).to.equal(204);
    await service.handler(queued(capture({ type: 'com.psp.disputed', id: 'p-2' })));
    await service.handler(queued(capture({ type: 'toString', id: 'p-3' })));

    expect(events()).to.deep.equal([]);
    expect(service.warned.map((line) => line.split("'")[1])).to.deep.equal(['com.psp.disputed', 'toString']);
  });

  it('takes data that is missing for an object without members, a text for a text', async () => {
    const { data: _, ...ping } = capture({ type: 'Ping' });
    await service.handler(posted(ping, structuredHeaders));
    await service.handler(
      posted('a chair', {
        'ce-specversion': '1.0',
        'ce-id': '2',
        'ce-source': '/psp',
        'ce-type': 'com.psp.noted',
        'content-type': 'text/plain',
      }),
    );
    await service.handler(consumed({ value: null, headers: { ce_specversion: '1.0', ce_id: '3', ce_source: '/psp', ce_type: 'Ping' } }));

    expect(events()).to.deep.equal([
      { type: 'Ping', data: {} },
      { type: 'PaymentNoted', data: 'a chair' },
      { type: 'Ping', data: {} },
    ]);
  });

  describe('by HTTP', () => {
    it('answers 400 with every violation of what the schema refuses, and records nothing', async () => {
      const { code, violations } = await problem(posted(capture({ data: { amount: -1, extra: true } }), structuredHeaders));

      expect(code).to.equal('ValidationFailed');
      expect(violations.map(({ path }) => path)).to.have.members(['/data/orderId', '/data/amount', '/data/extra']);
      expect(events()).to.deep.equal([]);
    });

    it('answers 400 with every attribute that is missing or wrong', async () => {
      const { violations } = await problem(
        posted({ specversion: '0.3', id: '', type: 'x', time: 'noon', Subject: 'a', deep: {} }, structuredHeaders),
      );

      expect(violations.map(({ path }) => path)).to.have.members(['/source', '/specversion', '/id', '/time', '/Subject', '/deep']);
    });

    it('records none of a batch that has a mistake, and names each with its place', async () => {
      const batch = [capture(), capture({ id: 'p-2', data: {} }), 'no event', capture({ id: 'p-3' })];

      const { violations } = await problem(posted(batch, batchHeaders));

      expect(violations.map(({ path }) => path)).to.have.members(['/1/data/orderId', '/1/data/amount', '/2']);
      expect(events()).to.deep.equal([]);
    });

    it('refuses what would harm who reads it', async () => {
      const { violations } = await problem(
        posted('{"specversion":"1.0","id":"1","source":"/psp","type":"Ping","data":{"__proto__":{}}}', structuredHeaders),
      );

      expect(violations.map(({ path, rule }) => `${path} ${rule}`)).to.deep.equal(['/data/__proto__ forbiddenName']);
      expect(await status(posted(capture({ data: { orderId: 'x'.repeat(300_000), amount: 1 } }), structuredHeaders))).to.equal(413);
    });

    it('refuses what is no CloudEvent', async () => {
      const attributes = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/psp', 'ce-type': 'Ping' };

      expect(await status(posted(capture(), { 'content-type': 'application/json' }))).to.equal(415);
      expect(await status(posted(undefined, {}))).to.equal(415);
      expect(await status(posted('{', structuredHeaders))).to.equal(400);
      expect(await status(posted({}, batchHeaders))).to.equal(400);
      expect(await status(posted('{', attributes))).to.equal(400);
      expect(await status(posted('{}', { ...attributes, 'ce-subject': '%E0%A4%A' }))).to.equal(400);
      expect(events()).to.deep.equal([]);
    });

    it('reads attributes that are percent-encoded or in quotes', async () => {
      const attributes = {
        'ce-specversion': '1.0',
        'CE-Id': '1',
        'ce-source': '/psp',
        'ce-type': 'Ping',
        'ce-subject': '"Euro%20%E2%82%AC \\"x\\""',
      };
      await service.handler(posted('{}', attributes));

      expect(appended[0]?.metadata.cloudEvent?.subject).to.equal('Euro € "x"');
    });

    it('answers 503 while the store is away', async () => {
      service = payments(away());

      expect(await status(posted(capture(), structuredHeaders))).to.equal(503);
    });
  });

  describe('by a queue', () => {
    it('leaves what fails in the queue, and takes the rest', async () => {
      const response = await service.handler(queued('{', capture(), capture({ id: 'p-2', data: {} }), { type: 'Ping' }));

      expect(response).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm3' }, { itemIdentifier: 'm4' }] });
      expect(events()).to.deep.equal([recorded]);
      expect(service.failed).to.have.length(3);
    });

    it('leaves all in the queue while the store is away', async () => {
      service = payments(away());

      expect(await service.handler(queued(capture()))).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    });
  });

  describe('by Kafka', () => {
    const poison = [{ value: 'no JSON' }, { value: JSON.stringify(capture({ data: {} })) }, { value: null }];

    it('sets aside what can never be taken in, whole, and goes on', async () => {
      await service.handler(consumed(...poison, { value: JSON.stringify(capture()) }));

      expect(events()).to.deep.equal([recorded]);
      expect(service.letters.map(({ records, error }) => [records['payments-0']?.[0]?.offset, error.name])).to.deep.equal([
        [0, 'MalformedRequest'],
        [1, 'ValidationFailed'],
        [2, 'MalformedRequest'],
      ]);
      expect(service.letters[0]?.records['payments-0']?.[0]?.value).to.equal(Buffer.from('no JSON').toString('base64'));
    });

    it('fails the batch while the store is away, and sets nothing aside', async () => {
      service = payments(away());

      const error = await caught(service.handler(consumed(...poison, { value: JSON.stringify(capture()) })));

      expect(error.code).to.equal('StoreUnavailable');
      expect(service.letters).to.deep.equal([]);
    });
  });

  it('counts an event as recorded whose answer was lost', async () => {
    const memory = inMemoryEventStore();
    let lost = 1;
    service = payments({
      ...memory,
      async append(commit) {
        const result = await memory.append(commit);
        if (lost-- > 0) throw unavailable();
        return result;
      },
    });

    expect(await service.handler(queued(capture()))).to.deep.equal({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await service.handler(queued(capture()))).to.deep.equal({ batchItemFailures: [] });
    expect(service.warned).to.deep.equal([]);
  });

  it('does not take for recorded what somebody else is writing', async () => {
    service = payments({ ...inMemoryEventStore(), append: async () => ({ status: 'versionTaken' }) });

    expect(await status(posted(capture(), structuredHeaders))).to.equal(503);
  });

  it('records one of many that come at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => Promise.all(Object.values(ways).map((event) => service.handler(event)))));

    expect(events()).to.deep.equal([recorded]);
    expect(await all(service.store.read(appended[0]?.stream ?? ''))).to.have.length(1);
  });

  it('does nothing when it is warmed up, and fails for what came another way', async () => {
    expect(await service.handler({ Records: [] })).to.deep.equal({ batchItemFailures: [] });
    expect((await caught(service.handler({ hello: 1 }))).code).to.equal('MalformedRequest');
  });

  const unavailable = () => new EventSourcingError({ code: 'StoreUnavailable', message: 'Away.', details: { store: 'events' } });
  const away = (): EventStore => ({
    ...inMemoryEventStore(),
    append: async () => {
      throw unavailable();
    },
  });
});
