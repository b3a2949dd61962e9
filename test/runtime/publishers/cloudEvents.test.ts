import { expect } from 'chai';
import { HTTP, Kafka, type KafkaMessage, CloudEvent as ReferenceEvent } from 'cloudevents';
import fc from 'fast-check';
import { kafkaMessage } from '../../../runtime/src/adapters/kafka/kafkaMessage.js';
import { cloudEvent, structured, structuredType } from '../../../runtime/src/publishers/cloudEvent.js';

const text = fc.string({ minLength: 1, unit: 'grapheme' });
// ids hold no control characters, no half of a surrogate pair and no '/'
const id = text.filter((value) => !/[\p{Cc}\p{Cs}/]/u.test(value));
const storedEvents = fc.record({
  type: fc.constant('Deposited'),
  data: fc.dictionary(fc.string(), fc.jsonValue()),
  aggregate: fc.constant('Account'),
  aggregateId: id,
  version: fc.integer({ min: 1 }),
  at: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString()),
  commandId: id,
  correlationId: id,
  causationId: id,
  metadata: fc.constant({ actor: 'ann' }),
});

const make = (event: Parameters<typeof cloudEvent>[0]) =>
  cloudEvent(event, { type: 'com.example.deposited', data: event.data, dataschema: 'https://example.com/deposited.json' }, '/shop/test');

describe('CloudEvents', () => {
  it('are valid by the reference implementation, whatever they hold', () => {
    fc.assert(
      fc.property(storedEvents, (stored) => {
        const event = make(stored);

        expect(new ReferenceEvent({ ...event }).validate()).to.equal(true);
      }),
    );
  });

  it('are read back by the reference implementation from structured mode', () => {
    fc.assert(
      fc.property(storedEvents, (stored) => {
        const event = make(stored);

        const read = HTTP.toEvent({ headers: { 'content-type': structuredType }, body: structured(event) });

        expect(JSON.parse(JSON.stringify(read))).to.deep.equal(JSON.parse(JSON.stringify(event)));
      }),
    );
  });

  for (const mode of ['binary', 'structured'] as const) {
    it(`are read back by the reference implementation from Kafka, in ${mode} mode`, () => {
      fc.assert(
        fc.property(storedEvents, (stored) => {
          const event = make(stored);
          const { key, value, headers } = kafkaMessage(event, mode);

          const message: KafkaMessage<string | null> = { key, value, body: value, headers: { ...headers } };
          const read = Kafka.toEvent(message);

          const { streamversion, data, ...attributes } = JSON.parse(JSON.stringify(read));
          const { streamversion: version, data: told, ...expected } = JSON.parse(JSON.stringify(event));
          expect(attributes).to.deep.equal(expected);
          // A header is text.
          expect(String(streamversion)).to.equal(String(version));
          expect(data).to.deep.equal(told);
        }),
      );
    });
  }

  it('hold nothing that SQS and SNS refuse', () => {
    const event = cloudEvent(
      {
        type: 'Deposited',
        data: {},
        aggregate: 'Account',
        aggregateId: '1',
        version: 1,
        at: '',
        commandId: '',
        correlationId: '',
        causationId: '',
        metadata: {},
      },
      { type: 'deposited', data: { note: 'a\uFFFEb\uFFFFc\u0000d\uD800e' } },
      '/shop/test',
    );

    const sent = structured(event);

    expect(sent).to.match(/^[\u0020-\uD7FF]*$/);
    expect(JSON.parse(sent).data).to.deep.equal({ note: 'a\uFFFEb\uFFFFc\u0000d\uD800e' });
  });

  it('name their stream and version, and keep metadata inside', () => {
    const [stored] = fc.sample(storedEvents, 1);
    if (!stored) throw new Error('no sample');

    const event = make({ ...stored, aggregateId: '42', version: 7 });

    expect(event).to.include({
      id: 'Account/42@7',
      source: '/shop/test/Account',
      subject: '42',
      partitionkey: 'Account/42',
      streamversion: 7,
    });
    expect(JSON.stringify({ ...event, data: undefined })).to.not.contain('ann');
  });
});
