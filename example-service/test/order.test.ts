// What an order may and may not do: commands that store no event, one or several, and a rejection that is recorded.
import { testing } from 'serverless-event-sourcing-runtime/testing';
import { Order } from '../src/order.js';

const { given } = testing(Order);

const chairs = { lineId: 'a', itemId: 'chair', quantity: 4, price: 1999 } as const;
const table = { lineId: 'b', itemId: 'table', quantity: 1, price: 14900 } as const;
const due = 4 * 1999 + 14900;

const opened = { type: 'OrderOpened', data: { customer: 'ann' } } as const;
const filled = [opened, { type: 'LineAdded', data: chairs }, { type: 'LineAdded', data: table }] as const;
const placed = [...filled, { type: 'OrderPlaced', data: { total: due } }] as const;
const paid = [...placed, { type: 'OrderPaid', data: { amount: due } }] as const;
const shipped = [...paid, { type: 'OrderShipped', data: { parcel: 'P-1' } }] as const;
const cancelled = [...placed, { type: 'OrderCancelled', data: { reason: 'unpaid', refund: 0 } }] as const;

describe('the lines of an order', () => {
  it('are added, one by one', () =>
    given([opened])
      .when({ command: 'AddLine', data: chairs })
      .then([{ type: 'LineAdded', data: chairs }]));

  it('have an id each', () =>
    given(filled)
      .when({ command: 'AddLine', data: { ...table, lineId: 'a' } })
      .thenRejected('line-exists'));

  it('change their quantities, several in one commit', () =>
    given(filled)
      .when({
        command: 'ChangeQuantities',
        data: {
          quantities: [
            { lineId: 'a', quantity: 6 },
            { lineId: 'b', quantity: 2 },
          ],
        },
      })
      .then([
        { type: 'QuantityChanged', data: { lineId: 'a', quantity: 6 } },
        { type: 'QuantityChanged', data: { lineId: 'b', quantity: 2 } },
      ]));

  it('are left alone where their quantity is right already', () =>
    given(filled)
      .when({
        command: 'ChangeQuantities',
        data: {
          quantities: [
            { lineId: 'a', quantity: 4 },
            { lineId: 'b', quantity: 2 },
          ],
        },
      })
      .then([{ type: 'QuantityChanged', data: { lineId: 'b', quantity: 2 } }]));

  it('store nothing where all of them are', () =>
    given(filled)
      .when({ command: 'ChangeQuantities', data: { quantities: [{ lineId: 'a', quantity: 4 }] } })
      .thenNothing());

  it('change all or none: one that is missing rejects the command', () =>
    given(filled)
      .when({
        command: 'ChangeQuantities',
        data: {
          quantities: [
            { lineId: 'a', quantity: 6 },
            { lineId: 'z', quantity: 1 },
          ],
        },
      })
      .thenRejected('no-such-line', { unknown: ['z'] }));

  it('are removed once, however often that is asked for', async () => {
    const once = given(filled).when({ command: 'RemoveLine', data: { lineId: 'a' } });

    await once.then([{ type: 'LineRemoved', data: { lineId: 'a' } }]);
    await once.when({ command: 'RemoveLine', data: { lineId: 'a' } }).thenNothing();
  });

  it('make the state that is decided on', () =>
    given(filled)
      .when({ command: 'ChangeQuantities', data: { quantities: [{ lineId: 'a', quantity: 6 }] } })
      .when({ command: 'RemoveLine', data: { lineId: 'b' } })
      .thenState({ customer: 'ann', status: 'open', lines: [{ ...chairs, quantity: 6 }], declinedPayments: 0 }));

  it('stay as they are once the order is placed', async () => {
    await given(placed)
      .when({ command: 'AddLine', data: { ...table, lineId: 'c' } })
      .thenRejected('not-open');
    await given(placed)
      .when({ command: 'ChangeQuantities', data: { quantities: [{ lineId: 'a', quantity: 1 }] } })
      .thenRejected('not-open');
    await given(placed)
      .when({ command: 'RemoveLine', data: { lineId: 'a' } })
      .thenRejected('not-open');
  });
});

describe('an order', () => {
  it('is placed, with its total', () =>
    given(filled)
      .when({ command: 'PlaceOrder', data: {} })
      .then([{ type: 'OrderPlaced', data: { total: due } }]));

  it('is placed once, and not without a line', async () => {
    await given([opened]).when({ command: 'PlaceOrder', data: {} }).thenRejected('empty');
    await given(placed).when({ command: 'PlaceOrder', data: {} }).thenRejected('not-open');
  });

  it('is paid', () =>
    given(placed)
      .when({ command: 'PayOrder', data: { amount: due } })
      .then([{ type: 'OrderPaid', data: { amount: due } }]));

  it('declines a payment of another amount: it is rejected, and that is recorded', async () => {
    const payment = given(placed).when({ command: 'PayOrder', data: { amount: 5 }, commandId: 'payment-1' });

    await payment.thenRejected('wrong-amount', { due, offered: 5 });
    await payment.thenRecorded({ type: 'PaymentDeclined', data: { code: 'wrong-amount', details: { due, offered: 5 } } });
    await payment.thenState({ customer: 'ann', status: 'placed', lines: [chairs, table], declinedPayments: 1 });
  });

  it('declines a payment when nothing is due', () =>
    given(paid)
      .when({ command: 'PayOrder', data: { amount: due } })
      .thenRejected('not-due'));

  it('is shipped when it is paid, and not before', async () => {
    const ship = { command: 'ShipOrder', data: { parcel: 'P-1' } } as const;

    await given(paid)
      .when(ship)
      .then([{ type: 'OrderShipped', data: { parcel: 'P-1' } }]);
    await given(placed).when(ship).thenRejected('not-paid');
  });

  it('is cancelled, with what has to be paid back', async () => {
    const cancel = { command: 'CancelOrder', data: { reason: 'changed my mind' } } as const;

    await given(placed)
      .when(cancel)
      .then([{ type: 'OrderCancelled', data: { reason: 'changed my mind', refund: 0 } }]);
    await given(paid)
      .when(cancel)
      .then([{ type: 'OrderCancelled', data: { reason: 'changed my mind', refund: due } }]);
  });

  it('is cancelled once, and not when it is on its way', async () => {
    const cancel = { command: 'CancelOrder', data: { reason: 'again' } } as const;

    await given(cancelled).when(cancel).thenNothing();
    await given(shipped).when(cancel).thenRejected('shipped');
  });
});
