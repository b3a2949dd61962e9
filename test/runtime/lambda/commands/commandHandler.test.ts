import { expect } from 'chai';
import { createDispatcher, createSignals, EventSourcingError, type EventStore, inMemoryEventStore } from '../../../../runtime/src/index.js';
import type { HttpEvent, HttpResponse } from '../../../../runtime/src/lambda/http/event.js';
import { commandHandler } from '../../../../runtime/src/lambda/index.js';
import { Account } from '../../accountFixture.js';
import { caught } from '../../caught.js';
import { Safe } from '../../commands/safeFixture.js';
import { all } from '../../commitBuilders.js';
import { post, request } from '../httpEvent.js';

function prepare(store: EventStore = inMemoryEventStore()) {
  const logged: string[] = [];
  const log = {
    error: (message: string) => void logged.push(`error: ${message}`),
    warn: (message: string) => void logged.push(`warn: ${message}`),
  };
  const dispatcher = createDispatcher({ aggregates: [Account], store, signals: createSignals(), sleep: async () => {} });
  const handler = commandHandler({ aggregate: Account, dispatcher, log });
  const send = async (event: HttpEvent, context = { getRemainingTimeInMillis: () => 10_000 }) => {
    const response = (await handler(event, context)) as HttpResponse;
    return { ...response, json: response.body === '' ? undefined : JSON.parse(response.body) };
  };
  return { handler, send, logged, commits: (id = '1') => all(store.read(`Account/${id}`)) };
}

describe('a command by HTTP', () => {
  it('that creates is answered 201, with version, place and events', async () => {
    const { send } = prepare();

    const { statusCode, headers, json } = await send(post('Open', { owner: 'Ann' }, { id: 'a b' }));

    expect(statusCode).to.equal(201);
    expect(headers).to.deep.equal({
      'content-type': 'application/json',
      etag: '"1"',
      'consistency-token': 'Account/a%20b@1',
      location: '/Account/a%20b',
    });
    expect(json).to.include({ aggregateId: 'a b', version: 1 });
    expect(json.events[0]).to.deep.include({ type: 'Opened', data: { owner: 'Ann' }, version: 1 });
  });

  it('that creates without an id says where it is, behind a base path too', async () => {
    const { send } = prepare();
    const event = request('POST', '/Account/{command}', { pathParameters: { command: 'Open' }, rawPath: '/shop/v1/Account/Open' });

    const { statusCode, headers, json } = await send({
      ...event,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: '{"owner":"Ann"}',
    });

    expect(statusCode).to.equal(201);
    expect(headers.location).to.equal(`/shop/v1/Account/${json.aggregateId}`);
  });

  it('on an existing aggregate is answered 200, with the new version', async () => {
    const { send } = prepare();
    await send(post('Open', { owner: 'Ann' }));

    const { statusCode, headers } = await send(post('Deposit', { amount: 1 }, { headers: { 'If-Match': '"1"' } }));

    expect(statusCode).to.equal(200);
    expect(headers).to.deep.equal({ 'content-type': 'application/json', etag: '"2"', 'consistency-token': 'Account/1@2' });
  });

  it('takes a body in base64, and an empty body for a payload without fields', async () => {
    const { send } = prepare();
    const body = Buffer.from('{"owner":"Änn"}').toString('base64');

    expect((await send(post('Open', {}, { body, isBase64Encoded: true }))).json.events[0].data).to.deep.equal({ owner: 'Änn' });
    const { statusCode } = await send(request('POST', '/Account/{id}/{command}', { pathParameters: { id: '1', command: 'Close' } }));
    expect(statusCode).to.equal(200);
  });

  it('is answered the same under its Idempotency-Key', async () => {
    const { send, commits } = prepare();
    const key = { headers: { 'Idempotency-Key': 'k1' } };
    const first = await send(post('Open', { owner: 'Ann' }, key));
    await send(post('Deposit', { amount: 1 }));

    expect(await send(post('Open', { owner: 'Ann' }, key))).to.deep.equal(first);
    expect(await commits()).to.have.length(2);
  });

  it('is from whom the authorizer says, and never the payload; keys of two callers do not meet', async () => {
    const { send, commits } = prepare();
    const by = (authorizer: object) => ({
      headers: { 'idempotency-key': 'k' },
      requestContext: { http: { method: 'POST' }, authorizer: { ...authorizer } },
    });
    await send(post('Open', { owner: 'Ann' }, by({ jwt: { claims: { sub: 'ann' } } })));
    await send(post('Deposit', { amount: 1 }, by({ iam: { userArn: 'arn:bob' } })));
    await send(post('Deposit', { amount: 1 }, by({ lambda: { principalId: 'eve' } })));
    await send(post('Deposit', { amount: 1 }));

    expect((await commits()).map(({ metadata }) => metadata.actor)).to.deep.equal(['ann', 'arn:bob', 'eve', undefined]);
  });

  it('starts its correlation from traceparent', async () => {
    const { send, commits } = prepare();
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';

    await send(post('Open', { owner: 'Ann' }, { headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } }));
    await send(post('Deposit', { amount: 1 }, { headers: { traceparent: 'nonsense' } }));

    const [first, second] = await commits();
    expect(first?.correlationId).to.equal(trace);
    expect(second?.correlationId).to.equal(second?.commandId);
  });

  it("takes the caller's own X-Correlation-Id before a trace, and refuses an empty or endless one", async () => {
    const { send, commits } = prepare();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const correlated = (id: string) => post('Open', { owner: 'Ann' }, { headers: { 'x-correlation-id': id, traceparent } });

    const empty = await send(correlated(' '));
    const endless = await send(correlated('x'.repeat(257)));
    const taken = await send(correlated('order-7'));

    expect([empty, endless].map(({ statusCode, json }) => [statusCode, json.code])).to.deep.equal([
      [400, 'MalformedRequest'],
      [400, 'MalformedRequest'],
    ]);
    expect(taken.statusCode).to.equal(201);
    expect((await commits()).map(({ correlationId }) => correlationId)).to.deep.equal(['order-7']);
  });

  const text = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    request('POST', '/Account/{id}/{command}', { pathParameters: { id: '1', command: 'Rename' }, headers, body });
  const problems: [string, number, string, HttpEvent][] = [
    ['malformed JSON', 400, 'MalformedRequest', text('{"owner":')],
    [
      'bytes that are no UTF-8',
      400,
      'MalformedRequest',
      { ...text(Buffer.from([0x22, 0xff, 0x22]).toString('base64')), isBase64Encoded: true },
    ],
    ['a form', 415, 'UnsupportedMediaType', text('owner=Bob', { 'content-type': 'application/x-www-form-urlencoded' })],
    ['JSON that does not say so', 415, 'UnsupportedMediaType', text('{"owner":"Bob"}', {})],
    ['a payload over 256 KB', 413, 'PayloadTooLarge', text(`{"owner":"${'x'.repeat(262_144)}"}`)],
    ['JSON that is no object', 400, 'ValidationFailed', text('null')],
    ['an invalid payload', 400, 'ValidationFailed', post('Rename', { owner: 5 })],
    ['a field that must change and does not', 400, 'ValidationFailed', post('Rename', { owner: 'Ann' })],
    ['__proto__', 400, 'ValidationFailed', text('{"owner":"Bob","__proto__":{"admin":true}}')],
    ['deep nesting', 400, 'ValidationFailed', text(`{"owner":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)],
    ['an empty id', 400, 'InvalidAggregateId', post('Rename', { owner: 'Bob' }, { id: '' })],
    ['a long id', 400, 'InvalidAggregateId', post('Rename', { owner: 'Bob' }, { id: 'x'.repeat(257) })],
    ['an id with a slash', 400, 'InvalidAggregateId', post('Rename', { owner: 'Bob' }, { id: '1/2' })],
    ['an id with a control character', 400, 'InvalidAggregateId', post('Rename', { owner: 'Bob' }, { id: '1\n' })],
    [
      'a command without the id that it needs',
      400,
      'InvalidAggregateId',
      request('POST', '/Account/{command}', { pathParameters: { command: 'Rename' } }),
    ],
    ['an unknown command', 404, 'UnknownCommand', post('Destroy', {})],
    ['a missing aggregate', 404, 'AggregateNotFound', post('Rename', { owner: 'Bob' }, { id: 'missing' })],
    ['an existing aggregate', 409, 'AggregateAlreadyExists', post('Open', { owner: 'Bob' })],
    ['a wrong If-Match', 412, 'WrongVersion', post('Rename', { owner: 'Bob' }, { headers: { 'if-match': '"7"' } })],
    ['If-None-Match: * on what exists', 412, 'WrongVersion', post('Rename', { owner: 'Bob' }, { headers: { 'if-none-match': '*' } })],
    ['If-Match without quotes', 400, 'MalformedRequest', post('Rename', { owner: 'Bob' }, { headers: { 'if-match': '1' } })],
    ['a weak If-Match', 400, 'MalformedRequest', post('Rename', { owner: 'Bob' }, { headers: { 'if-match': 'W/"1"' } })],
    ['an empty Idempotency-Key', 400, 'MalformedRequest', post('Rename', { owner: 'Bob' }, { headers: { 'idempotency-key': ' ' } })],
    ['a rejection', 422, 'CommandRejected', post('Withdraw', { amount: 1 })],
    ['a reused Idempotency-Key', 422, 'CommandIdReused', post('Rename', { owner: 'Bob' }, { headers: { 'idempotency-key': 'used' } })],
  ];
  for (const [what, status, code, event] of problems) {
    it(`answers ${what} with ${status} ${code}, stores nothing, logs no error`, async () => {
      const { send, commits, logged } = prepare();
      await send(post('Open', { owner: 'Ann' }, { headers: { 'idempotency-key': 'used' } }));

      const { statusCode, headers, json } = await send(event);

      expect(statusCode).to.equal(status);
      expect(headers['content-type']).to.equal('application/problem+json');
      expect(json).to.include({ status, code, type: `urn:serverless-event-sourcing:${code}` });
      expect(json.detail).to.be.a('string').with.length.above(10);
      expect(await commits()).to.have.length(1);
      expect(logged).to.deep.equal([]);
    });
  }

  it('tells violations, versions and rejections as members of the problem', async () => {
    const { send } = prepare();
    await send(post('Open', { owner: 'Ann' }));

    expect((await send(post('Rename', { owner: 5, x: 1 }))).json.violations).to.have.length(2);
    expect((await send(post('Rename', { owner: 'Bob' }, { headers: { 'if-match': '"7"' } }))).json).to.include({ expected: 7, actual: 1 });
    expect((await send(post('Withdraw', { amount: 1 }))).json.rejection).to.include({ code: 'overdrawn' });
    expect((await send(post('Close', {}))).statusCode).to.equal(200);
    expect((await send(post('Rename', { owner: 'Bob' }))).json).to.include({ status: 410, code: 'AggregateDeleted', version: 2 });
  });

  it('that is rejected on record is answered 422 with the version of the record, each time it is sent', async () => {
    const store = inMemoryEventStore();
    const handler = commandHandler({
      aggregate: Safe,
      dispatcher: createDispatcher({ aggregates: [Safe], store, signals: createSignals() }),
    });
    const send = async (event: HttpEvent) => (await handler(event, { getRemainingTimeInMillis: () => 10_000 })) as HttpResponse;
    await send(post('Open', { owner: 'Ann' }));
    const take = post('Take', { amount: 1 }, { headers: { 'idempotency-key': 'key' } });

    const first = await send(take);
    await send(post('Fill', { amount: 1 }));
    const again = await send(take);

    expect(first.statusCode).to.equal(422);
    expect(first.headers).not.to.have.property('etag');
    expect(JSON.parse(first.body)).to.deep.include({
      code: 'CommandRejected',
      detail: 'There is only 0.',
      stream: 'Safe/1',
      version: 2,
      rejection: { code: 'too-much', message: 'There is only 0.', details: { asked: 1, balance: 0 } },
    });
    expect(again).to.deep.equal(first);
  });

  it('that fails by a mistake of the service is answered 500 without its inside, and logged', async () => {
    const { send, logged } = prepare();
    await send(post('Open', { owner: 'Ann' }));

    const { statusCode, body } = await send(post('Break', {}));

    expect(statusCode).to.equal(500);
    expect(JSON.parse(body)).to.include({ code: 'Internal', requestId: 'request-1' });
    expect(body).not.to.include('amount');
    expect(logged).to.deep.equal(['error: a request failed']);
  });

  it('to a throttled store is answered 503 with Retry-After', async () => {
    const throttled = new EventSourcingError({ code: 'StoreThrottled', message: 'arn:secret', details: { store: 'events' } });
    const { send } = prepare({ ...inMemoryEventStore(), append: () => Promise.reject(throttled) });

    const { statusCode, headers, body } = await send(post('Open', { owner: 'Ann' }));

    expect([statusCode, headers['retry-after']]).to.deep.equal([503, '1']);
    expect(body).not.to.include('secret');
  });

  it('that takes too long is answered 503 before the function is ended', async () => {
    const { send } = prepare({ ...inMemoryEventStore(), append: () => new Promise(() => {}) });

    const { statusCode, json } = await send(post('Open', { owner: 'Ann' }), { getRemainingTimeInMillis: () => 320 });

    expect([statusCode, json.code]).to.deep.equal([503, 'TimedOut']);
  });
});

describe('a direct invocation', () => {
  it('is answered with id, version and events, and once for a commandId', async () => {
    const { handler, commits } = prepare();
    const open = { aggregate: 'Account', id: '1', command: 'Open', data: { owner: 'Ann' }, commandId: 'k' };

    const result = await handler(open);

    expect(result).to.include({ aggregateId: '1', version: 1 });
    expect(await handler(open)).to.deep.equal(result);
    expect(await commits()).to.have.length(1);
  });

  it('that is refused throws, with its code as the name', async () => {
    const { handler } = prepare();

    expect(await caught(handler({ aggregate: 'Account', id: '1', command: 'Deposit', data: { amount: 1 } }))).to.include({
      name: 'AggregateNotFound',
    });
    expect(await caught(handler({ aggregate: 'Other', id: '1', command: 'Deposit' }))).to.include({ name: 'UnknownAggregate' });
    for (const event of [undefined, null, 'text', [], {}, { aggregate: 'Account' }, { aggregate: 'Account', command: 'Open', dta: {} }]) {
      expect(await caught(handler(event)), JSON.stringify(event)).to.include({ name: 'MalformedRequest' });
    }
  });
});
