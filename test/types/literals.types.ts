// Texts of an enum, as folds and decisions give them: no cast, and no text that is none of them.
import { defineAggregate, defineProjection, object } from 'serverless-event-sourcing-runtime';

const status = { type: 'string', enum: ['free', 'booked'] } as const;

const Room = defineAggregate({
  name: 'Room',
  initialState: (): { status: 'free' | 'booked' } => ({ status: 'free' }),
  events: { Changed: object({ status }), Untyped: object({ status: { enum: ['free', 'booked'] } }) },
  evolve: { Changed: () => ({ status: 'booked' }), Untyped: (_, { data }) => ({ status: data.status }) },
  commands: { Open: { creates: true, payload: object({}) }, Book: { payload: object({}) }, Free: { payload: object({}) } },
  decide: {
    Open: () => ({ type: 'Changed', data: { status: 'free' } }),
    Book: (room) => (room.status === 'booked' ? [] : [{ type: 'Untyped', data: { status: 'booked' } }]),
    // @ts-expect-error no status is called so
    Free: () => ({ type: 'Changed', data: { status: 'gone' } }),
  },
});

export const rooms = defineProjection({
  name: 'rooms',
  from: [Room],
  row: object({ status: { enum: ['free', 'booked'] }, changes: { type: 'integer' } }),
  evolve: {
    Changed: () => ({ status: 'free', changes: 1 }),
    Untyped: (row) => (row ? { ...row, status: 'booked' } : null),
  },
});

export const wrong = defineProjection({
  name: 'wrong',
  from: [Room],
  row: object({ status: { enum: ['free', 'booked'] } }),
  // @ts-expect-error no status is called so
  evolve: { Changed: () => ({ status: 'gone' }) },
});
