// What the fulfilment of an order does, and makes good.
import { cancelDeadline, command, deadline } from 'serverless-event-sourcing-runtime';
import { testing } from 'serverless-event-sourcing-runtime/testing';
import { fulfilment } from '../src/fulfilment.js';
import { Order } from '../src/order.js';
import { Stock } from '../src/stock.js';

const { given } = testing(fulfilment, { aggregateId: '7' });

const filled = [
  { type: 'OrderOpened', data: { customer: 'ann' } },
  { type: 'LineAdded', data: { lineId: 'a', itemId: 'chair', quantity: 2, price: 1999 } },
  { type: 'LineAdded', data: { lineId: 'b', itemId: 'table', quantity: 1, price: 14900 } },
  { type: 'LineAdded', data: { lineId: 'c', itemId: 'lamp', quantity: 1, price: 2900 } },
  { type: 'QuantityChanged', data: { lineId: 'a', quantity: 4 } },
  { type: 'LineRemoved', data: { lineId: 'c' } },
] as const;
const ordered = { type: 'OrderPlaced', data: { total: 22896 } } as const;
const cancelled = { type: 'OrderCancelled', data: { reason: 'changed my mind', refund: 0 } } as const;
const fourChairs = { orderId: '7', quantity: 4 };

describe('the fulfilment of an order', () => {
  it('reserves what was ordered, and gives a day to pay', () =>
    given(filled)
      .when(ordered)
      .thenReactions([
        command(Stock, 'ReserveStock', 'chair', fourChairs),
        command(Stock, 'ReserveStock', 'table', { orderId: '7', quantity: 1 }),
        deadline('payment', { hours: 24 }),
      ]));

  it('cancels the order where an item cannot be had', () =>
    given([...filled, ordered])
      .whenAccepted('Stock.ReserveStock')
      .whenRejected('Stock.ReserveStock', 'out-of-stock')
      .thenReactions([command(Order, 'CancelOrder', '7', { reason: 'table: out-of-stock' })]));

  it('gives back what was reserved for an order that is cancelled, and no more', () =>
    given([...filled, ordered])
      .whenAccepted('Stock.ReserveStock', { to: 'chair' })
      .when(cancelled)
      .thenReactions([command(Stock, 'ReleaseStock', 'chair', fourChairs), cancelDeadline('payment')]));

  it('gives back what is reserved too late', () =>
    given([...filled, ordered, cancelled])
      .whenAccepted('Stock.ReserveStock', { to: 'chair' })
      .thenReactions([command(Stock, 'ReleaseStock', 'chair', fourChairs)]));

  it('cancels an order that is not paid in a day', () =>
    given([...filled, ordered])
      .whenPassed('payment')
      .thenReactions([command(Order, 'CancelOrder', '7', { reason: 'not paid in time' })]));

  it('waits no more for the payment of one that is paid', () =>
    given([...filled, ordered])
      .when({ type: 'OrderPaid', data: { amount: 22896 } })
      .thenReactions([cancelDeadline('payment')]));
});
