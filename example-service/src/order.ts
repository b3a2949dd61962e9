// An aggregate with entities in it: an order and its lines. What it is asked for yields no event, one, or several.
import { type Data, defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

const text = { type: 'string', minLength: 1 } as const;
const quantity = { type: 'integer', minimum: 1 } as const;
const cents = { type: 'integer', minimum: 0 } as const; // whole numbers, so that their sums are exact

// A line is an entity: it has an id within its order, and no events or commands but the order's.
const line = object({ lineId: text, itemId: text, quantity, price: cents });

type OrderState = {
  readonly customer: string;
  readonly status: 'open' | 'placed' | 'paid' | 'shipped' | 'cancelled';
  readonly lines: readonly Data<typeof line>[];
  readonly declinedPayments: number;
};

export const Order = defineAggregate({
  name: 'Order',
  initialState: (): OrderState => ({ customer: '', status: 'open', lines: [], declinedPayments: 0 }),

  events: {
    OrderOpened: object({ customer: text }),
    LineAdded: line,
    QuantityChanged: object({ lineId: text, quantity }),
    LineRemoved: object({ lineId: text }),
    OrderPlaced: object({ total: cents }),
    OrderPaid: object({ amount: cents }),
    // A rejection that is worth remembering: its code and details are the event.
    PaymentDeclined: object({ code: { enum: ['not-due', 'wrong-amount'] }, details: object({ due: cents, offered: cents }) }),
    OrderShipped: object({ parcel: text }),
    OrderCancelled: object({ reason: text, refund: cents }),
  },

  evolve: {
    OrderOpened: (order, { data }) => ({ ...order, customer: data.customer }),
    LineAdded: (order, { data }) => ({ ...order, lines: [...order.lines, data] }),
    QuantityChanged: (order, { data }) => ({
      ...order,
      lines: order.lines.map((each) => (each.lineId === data.lineId ? { ...each, quantity: data.quantity } : each)),
    }),
    LineRemoved: (order, { data }) => ({ ...order, lines: order.lines.filter(({ lineId }) => lineId !== data.lineId) }),
    OrderPlaced: (order) => ({ ...order, status: 'placed' }),
    OrderPaid: (order) => ({ ...order, status: 'paid' }),
    PaymentDeclined: (order) => ({ ...order, declinedPayments: order.declinedPayments + 1 }),
    OrderShipped: (order) => ({ ...order, status: 'shipped' }),
    OrderCancelled: (order) => ({ ...order, status: 'cancelled' }),
  },

  commands: {
    OpenOrder: { creates: true, emits: 'OrderOpened' },
    AddLine: { payload: line },
    ChangeQuantities: { payload: object({ quantities: { type: 'array', items: object({ lineId: text, quantity }), minItems: 1 } }) },
    RemoveLine: { payload: object({ lineId: text }) },
    PlaceOrder: { payload: object({}) },
    PayOrder: { payload: object({ amount: cents }), records: 'PaymentDeclined' },
    ShipOrder: { payload: object({ parcel: text }) },
    CancelOrder: { payload: object({ reason: text }) },
  },

  decide: {
    AddLine: (order, added) => {
      if (order.status !== 'open') return notOpen(order);
      if (lineOf(order, added.lineId)) return reject('line-exists', `There is a line '${added.lineId}' already.`);
      return { type: 'LineAdded', data: added };
    },

    // All or nothing: one event for each line that changes, and none where nothing does.
    ChangeQuantities: (order, { quantities }) => {
      if (order.status !== 'open') return notOpen(order);
      const unknown = quantities.map(({ lineId }) => lineId).filter((lineId) => !lineOf(order, lineId));
      if (unknown.length > 0) return reject('no-such-line', `There is no line '${unknown.join("', '")}'.`, { unknown });
      const changed = quantities.filter(({ lineId, quantity }) => lineOf(order, lineId)?.quantity !== quantity);
      return changed.map((data) => ({ type: 'QuantityChanged', data }));
    },

    // Who removes what is gone has what they want: no event, and no rejection.
    RemoveLine: (order, { lineId }) => {
      if (order.status !== 'open') return notOpen(order);
      return lineOf(order, lineId) ? { type: 'LineRemoved', data: { lineId } } : [];
    },

    PlaceOrder: (order) => {
      if (order.status !== 'open') return notOpen(order);
      if (order.lines.length === 0) return reject('empty', 'Add a line before the order is placed.');
      return { type: 'OrderPlaced', data: { total: totalOf(order) } };
    },

    // The customer is told no, and the order remembers it.
    PayOrder: (order, { amount }) => {
      if (order.status !== 'placed') return reject('not-due', `Nothing is due: the order is ${order.status}.`, { due: 0, offered: amount });
      const due = totalOf(order);
      if (amount !== due) return reject('wrong-amount', `${due} cents are due.`, { due, offered: amount });
      return { type: 'OrderPaid', data: { amount } };
    },

    ShipOrder: (order, { parcel }) =>
      order.status === 'paid' ? { type: 'OrderShipped', data: { parcel } } : reject('not-paid', `The order is ${order.status}.`),

    CancelOrder: (order, { reason }) => {
      if (order.status === 'cancelled') return [];
      if (order.status === 'shipped') return reject('shipped', 'The parcel is on its way.');
      return { type: 'OrderCancelled', data: { reason, refund: order.status === 'paid' ? totalOf(order) : 0 } };
    },
  },
});

const notOpen = ({ status }: OrderState) => reject('not-open', `The order is ${status}, and its lines are settled.`);
const lineOf = ({ lines }: OrderState, id: string) => lines.find(({ lineId }) => lineId === id);
const totalOf = ({ lines }: OrderState) => lines.reduce((total, { quantity, price }) => total + quantity * price, 0);
