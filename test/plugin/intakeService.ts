import type { ServiceFiles } from './service.js';

/** Events from outside by all ways, though only HTTP comes offline. */
export const intakeBlock = `
eventSourcing:
  aggregates:
    Order: src/order.Order
  intake:
    Payments:
      handler: src/payments.Payments
      http: true
      sqs: !GetAtt PaymentsQueue.Arn
      eventBridge: { bus: payments, sources: [/psp] }
      kafka: { topic: payments, arn: 'arn:aws:kafka:eu-central-1:123456789012:cluster/shop/8a2-5' }
    Pings: src/payments.Pings
  projections:
    takings: src/takings.takings
  processes:
    collection: src/collection.collection
  receivers: [src/receivers]
`;

export const paymentsQueue = `
resources:
  Resources:
    PaymentsQueue: { Type: 'AWS::SQS::Queue' }
`;

const order = `
import { defineAggregate, object, reject } from 'serverless-event-sourcing-runtime';

export const Order = defineAggregate({
  name: 'Order',
  initialState: () => ({ paid: 0 }),
  events: { OrderPlaced: object({}), OrderPaid: object({ amount: { type: 'number' } }) },
  evolve: { OrderPlaced: (order) => order, OrderPaid: (order, { data }) => ({ paid: order.paid + data.amount }) },
  commands: { PlaceOrder: { creates: true, emits: 'OrderPlaced' }, PayOrder: { emits: 'OrderPaid' } },
});
`;

const payments = `
import { defineIntake, object } from 'serverless-event-sourcing-runtime';

const orderId = { type: 'string' } as const;

export const Payments = defineIntake({
  name: 'Payments',
  events: { PaymentCaptured: object({ orderId, amount: { type: 'number' } }), PaymentRefused: object({ orderId }) },
  types: { 'com.psp.captured': 'PaymentCaptured' },
});

export const Pings = defineIntake({ name: 'Pings', events: { Ping: object({}) } });
`;

const takings = `
import { defineProjection, object } from 'serverless-event-sourcing-runtime';
import { Payments } from './payments';

export const takings = defineProjection({
  name: 'takings',
  from: [Payments],
  row: object({ orderId: { type: 'string' }, amount: { type: 'number' }, source: { type: 'string' } }),
  key: (event) => event.data.orderId,
  commutes: true,
  evolve: {
    PaymentCaptured: (row, { data, metadata }) => ({
      orderId: data.orderId,
      amount: (row?.amount ?? 0) + data.amount,
      source: metadata.cloudEvent?.source ?? '',
    }),
  },
});
`;

const collection = `
import { command, defineProcess } from 'serverless-event-sourcing-runtime';
import { Order } from './order';
import { Payments } from './payments';

export const collection = defineProcess({
  name: 'collection',
  from: [Payments],
  to: [Order],
  key: (event) => event.data.orderId,
  on: { PaymentCaptured: ({ data: { orderId, amount } }) => command(Order, 'PayOrder', orderId, { amount }) },
});
`;

const receivers = `
import { signals } from 'serverless-event-sourcing-runtime';

signals.on('eventPostSave', { event: 'Pings.Ping' }, async ({ aggregate }) => {
  console.log('a receiver heard ' + aggregate);
});
`;

/** Files of a service that is told of payments by another, and pays its orders. */
export const intakeFiles: ServiceFiles = {
  'src/order.ts': order,
  'src/payments.ts': payments,
  'src/takings.ts': takings,
  'src/collection.ts': collection,
  'src/receivers.ts': receivers,
};
