// Mistakes in an intake that must not compile, in the manner of mistakes.types.ts.
import { defineIntake, defineProjection, from, object } from 'serverless-event-sourcing-runtime';

const text = { type: 'string' } as const;
const events = { PaymentCaptured: object({ orderId: text, amount: { type: 'number' } }), PaymentRefused: object({ orderId: text }) };

// What is right compiles.
const Payments = defineIntake({
  name: 'Payments',
  events,
  types: { 'com.psp.payment.captured': 'PaymentCaptured' },
  upcast: { PaymentRefused: from<{ order: string }>().to(({ order }) => ({ orderId: order })) },
  renamed: { PaymentDeclined: 'PaymentRefused' },
});
const row = object({ orderId: text, subject: text });
export const takings = defineProjection({
  name: 'takings',
  from: [Payments],
  row,
  evolve: {
    PaymentCaptured: (_, { data, metadata }) => ({ orderId: data.orderId, subject: metadata.cloudEvent?.subject ?? '' }),
  },
});

const parts = { name: 'takings', from: [Payments], row } as const;

export const mistakes = [
  // @ts-expect-error a type of an event that is not there
  defineIntake({ name: 'Payments', events, types: { 'com.psp.payment.captured': 'PaymentTaken' } }),
  // @ts-expect-error an earlier name of an event that is not there
  defineIntake({ name: 'Payments', events, renamed: { PaymentDeclined: 'PaymentLost' } }),
  // @ts-expect-error an upcaster to other data
  defineIntake({ name: 'Payments', events, upcast: { PaymentRefused: from<{ order: string }>().to(({ order }) => ({ order })) } }),
  // @ts-expect-error an event that it does not have
  defineProjection({ ...parts, evolve: { PaymentLost: () => null } }),
  // @ts-expect-error a field that the event does not have
  defineProjection({ ...parts, evolve: { PaymentRefused: (_, { data }) => ({ orderId: data.amount, subject: '' }) } }),
];
