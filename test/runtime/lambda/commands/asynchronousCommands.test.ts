import { expect } from 'chai';
import { commandMessage } from '../../../../runtime/src/commands/commandMessage.js';
import { type Command, createDispatcher, createSignals, EventSourcingError, inMemoryEventStore } from '../../../../runtime/src/index.js';
import type { HttpEvent, HttpResponse } from '../../../../runtime/src/lambda/http/event.js';
import { asynchronousCommands, commandHandler } from '../../../../runtime/src/lambda/index.js';
import { createValidator } from '../../../../runtime/src/validation/validator.js';
import { Account } from '../../accountFixture.js';
import { post, request } from '../httpEvent.js';

function prepare({ on = true, fails }: { on?: boolean; fails?: Error } = {}) {
  const sent: Command[] = [];
  const queue = {
    async send(command: Command) {
      if (fails) throw fails;
      sent.push(command);
      const { aggregateId, commandId } = commandMessage(command, () => 'made');
      return { aggregateId, commandId };
    },
  };
  const handler = commandHandler({
    aggregate: Account,
    dispatcher: createDispatcher({ aggregates: [Account], store: inMemoryEventStore(), signals: createSignals() }),
    log: { error: () => {}, warn: () => {} },
    ...(on ? { asynchronous: asynchronousCommands({ aggregate: Account, validate: createValidator(), queue }) } : {}),
  });
  const send = async (event: HttpEvent) => {
    const response = (await handler(event)) as HttpResponse;
    return { ...response, json: JSON.parse(response.body) };
  };
  return { send, sent };
}

const later = (command: string, data: unknown, headers: Record<string, string> = {}) =>
  post(command, data, { headers: { prefer: 'respond-async', ...headers } });

describe('a command by HTTP whose sender does not want to wait', () => {
  it('is taken for later: 202, with its place and the id under which its outcome can be asked for', async () => {
    const { send, sent } = prepare();
    const event = later('Open', { owner: 'Ann' }, { 'idempotency-key': 'k', 'if-none-match': '*', 'x-correlation-id': 'c' });

    const { statusCode, headers, json } = await send({
      ...event,
      requestContext: { http: { method: 'POST' }, authorizer: { jwt: { claims: { sub: 'ann' } } } },
    });

    expect(statusCode).to.equal(202);
    expect(headers).to.deep.equal({ 'content-type': 'application/json', location: '/Account/1', 'preference-applied': 'respond-async' });
    expect(json).to.deep.equal({ aggregateId: '1', commandId: 'k' });
    expect(sent).to.deep.equal([
      {
        aggregate: 'Account',
        id: '1',
        command: 'Open',
        data: { owner: 'Ann' },
        commandId: 'k',
        expectedVersion: 'none',
        actor: 'ann',
        correlationId: 'c',
      },
    ]);
  });

  it('gets an id that its sender may use, and says where a creation will be', async () => {
    const { send } = prepare();
    const event = request('POST', '/Account/{command}', {
      pathParameters: { command: 'Open' },
      rawPath: '/shop/Account/Open',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: '{"owner":"Ann"}',
    });

    const { headers, json } = await send(event);

    expect(json.commandId).to.equal('made');
    expect(json.aggregateId).to.match(/^[\da-f-]{36}$/);
    expect(headers.location).to.equal(`/shop/Account/${json.aggregateId}`);
  });

  for (const prefer of ['Respond-Async', 'wait=10, respond-async', 'respond-async; note=x']) {
    it(`may say so as '${prefer}'`, async () => {
      const { send } = prepare();

      expect((await send(later('Open', { owner: 'Ann' }, { prefer }))).statusCode).to.equal(202);
    });
  }

  for (const prefer of ['respond-asynchronously', 'return=minimal', 'x="respond-async"', '']) {
    it(`does not say so as '${prefer}'`, async () => {
      const { send, sent } = prepare();

      expect((await send(later('Open', { owner: 'Ann' }, { prefer }))).statusCode).to.equal(201);
      expect(sent).to.deep.equal([]);
    });
  }

  it('waits all the same where there is no queue', async () => {
    const { send } = prepare({ on: false });

    const { statusCode, headers } = await send(later('Open', { owner: 'Ann' }));

    expect(statusCode).to.equal(201);
    expect(headers).not.to.have.property('preference-applied');
  });

  for (const [what, event, status, code] of [
    ['an invalid payload', later('Open', { owner: 3 }), 400, 'ValidationFailed'],
    ['an unknown command', later('Destroy', {}), 404, 'UnknownCommand'],
    ['an id that is none', post('Open', { owner: 'Ann' }, { id: 'a/b', headers: { prefer: 'respond-async' } }), 400, 'InvalidAggregateId'],
    ['an If-Match that is none', later('Open', { owner: 'Ann' }, { 'if-match': '1' }), 400, 'MalformedRequest'],
  ] as const) {
    it(`is told of ${what} at once`, async () => {
      const { send, sent } = prepare();

      const { statusCode, json } = await send(event);

      expect([statusCode, json.code]).to.deep.equal([status, code]);
      expect(sent).to.deep.equal([]);
    });
  }

  it('is told to try again where the queue takes nothing', async () => {
    const fails = new EventSourcingError({ code: 'StoreThrottled', message: 'slow down', details: { store: 'queue' } });
    const { send } = prepare({ fails });

    const { statusCode, headers } = await send(later('Open', { owner: 'Ann' }));

    expect([statusCode, headers['retry-after']]).to.deep.equal([503, '1']);
  });
});
