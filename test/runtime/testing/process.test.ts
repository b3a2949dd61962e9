import { expect } from 'chai';
import { cancelDeadline, command, deadline } from '../../../runtime/src/index.js';
import { testing } from '../../../runtime/src/testing/index.js';
import { fulfilment, Item, Order } from '../processes/shopFixture.js';

const { given } = testing(fulfilment, { aggregateId: '7' });
const placed = { type: 'OrderPlaced' as const, data: { lines: [{ item: 'chair', quantity: 2 }] } };
const reserve = command(Item, 'ReserveStock', 'chair', { quantity: 2, order: '7' });

/** Message of the failure that an assertion ends in. */
const messageOf = async (assertion: Promise<void>): Promise<string> =>
  assertion.then(
    () => expect.fail('It was expected to fail.'),
    ({ message }: Error) => message,
  );

describe('the scenarios of a process', () => {
  it('tell what it does about an event', () =>
    given()
      .when(placed)
      .thenReactions([reserve, deadline('payment', { hours: 24 })]));

  it('tell what it does about an outcome', async () => {
    await given([placed])
      .whenAccepted('Item.ReserveStock')
      .thenReactions([command(Order, 'ConfirmOrder', '7', {})]);
    await given([placed])
      .whenRejected('Item.ReserveStock', 'out-of-stock')
      .thenReactions([command(Order, 'CancelOrder', '7', { reason: 'chair: out-of-stock' })]);
  });

  it('go on: what was sent has outcomes, what was set passes', async () => {
    await given([placed])
      .whenAccepted('Item.ReserveStock')
      .whenPassed('payment')
      .when({ type: 'OrderCancelled', data: { reason: 'not paid' } })
      .thenReactions([command(Item, 'ReleaseStock', 'chair', { quantity: 2, order: '7' }), cancelDeadline('payment')]);
    await given([placed]).whenPassed('payment').thenState({ lines: placed.data.lines, reserved: [], failed: 'not paid', cancelled: false });
    await given([placed]).whenAccepted('Item.ReserveStock').whenAccepted('Order.ConfirmOrder').thenNothing();
  });

  it('say exactly what is different', async () => {
    const message = await messageOf(
      given()
        .when(placed)
        .thenReactions([command(Item, 'ReserveStock', 'chair', { quantity: 1, order: '7' })]),
    );

    expect(message).to.equal(
      [
        'fulfilment reacted to OrderPlaced of Order/7@1 in another way than expected (- expected, + given):',
        '',
        "  ~ Item.ReserveStock to 'chair'",
        '      - data.quantity: 1',
        '      + data.quantity: 2',
        "  + deadline 'payment' { hours: 24 }",
      ].join('\n'),
    );
  });

  it('say which input cannot come to a process under test', async () => {
    const messages = await Promise.all([
      messageOf(given().whenAccepted('Item.ReserveStock').thenNothing()),
      messageOf(given([placed]).whenAccepted('Item.ReserveStock', { to: 'table' }).thenNothing()),
      messageOf(given().whenPassed('payment').thenNothing()),
      messageOf(given([placed]).when({ type: 'OrderPaid', data: {}, aggregateId: '8' }).thenNothing()),
    ]);

    expect(messages).to.deep.equal([
      'No Item.ReserveStock waits for its outcome: none is.',
      "No Item.ReserveStock to 'table' waits for its outcome: Item.ReserveStock (chair).",
      "The deadline 'payment' is not set.",
      "OrderPaid of Order/8@1 is for another process: its key is '8', and that of what came before '7'.",
    ]);
  });

  it('refuse events that the aggregate cannot have stored', () => {
    const given = () => testing(fulfilment).given([{ type: 'OrderPlaced', data: { lines: [{ item: 'chair', quantity: 0 }] } }]);

    expect(given).to.throw(/OrderPlaced is not as Order can have stored it/);
  });
});
