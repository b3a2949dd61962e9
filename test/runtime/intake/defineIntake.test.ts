import { expect } from 'chai';
import { type AnyIntake, defineIntake, object } from '../../../runtime/src/index.js';
import { describe as describeDefinition } from '../../../runtime/src/model/describe.js';
import { schemasOf } from '../../../runtime/src/model/schemas.js';
import { caughtSync } from '../caught.js';
import { Payments } from './paymentsFixture.js';

describe('the definition of an intake', () => {
  it('knows an event by the types that are named for it, else by its own name', () => {
    expect(Payments.types).to.deep.equal({
      'com.psp.captured': 'PaymentCaptured',
      'com.psp.refused': 'PaymentRefused',
      'com.psp.noted': 'PaymentNoted',
      Ping: 'Ping',
    });
  });

  it('is described with its schemas, which are compiled', () => {
    expect(describeDefinition(Payments)).to.deep.include({ kind: 'intake', name: 'Payments', types: Payments.types });
    expect(schemasOf(Payments).map(({ place }) => place)).to.include('Payments.events.PaymentCaptured');
    const mistaken = { ...Payments, events: { Ping: { type: 'nothing' } } };
    expect(caughtSync(() => describeDefinition(mistaken)).message).to.match(/^Payments: events.Ping is no JSON Schema: /);
  });

  // As somebody without TypeScript writes it.
  const define = defineIntake as (definition: object) => AnyIntake;
  const events = { Ping: object({}) };
  const mistakes: readonly (readonly [object, string])[] = [
    [{ name: 'payments', events }, "payments: name must be a capital letter followed by letters and digits, 64 at most, 'payments' given."],
    [{ name: 'Payments', events: {} }, 'Payments: events is empty: name what comes in, each with the JSON Schema of its data.'],
    [
      { name: 'Payments', events: { 'com.psp.ping': object({}) } },
      "Payments: events['com.psp.ping'] must be named by a letter followed by letters, digits, '_' and '-', 128 at most. Say in types which CloudEvents become it.",
    ],
    [{ name: 'Payments', events, types: { ping: 'Pong' } }, "Payments: types['ping'] names 'Pong', which is not in events (Ping)."],
    [{ name: 'Payments', events, types: { '': 'Ping' } }, 'Payments: types has an empty type.'],
    [{ name: 'Payments', events, unknownEvents: 'ignore' }, "Payments: unknownEvents must be 'fail' or 'skip', 'ignore' given."],
  ];
  for (const [definition, says] of mistakes) {
    it(`refuses what contradicts itself: ${says.slice(0, 60)}`, () => {
      expect(caughtSync(() => define(definition))).to.include({ code: 'DefinitionInvalid', message: says });
    });
  }
});
