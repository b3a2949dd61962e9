import { type AnyAggregate, defineAggregate, object, reject } from '../../../runtime/src/index.js';

const text = { type: 'string', minLength: 1 } as const;

/** A member of a club: no two have one email, or one number. */
export const Member = defineAggregate({
  name: 'Member',
  initialState: () => ({ email: '', number: 0 }),
  events: {
    Joined: object({ email: text }),
    EmailChanged: object({ email: text }),
    NumberGiven: object({ number: { type: 'integer' } }),
    Left: object({}),
  },
  evolve: {
    Joined: (member, { data }) => ({ ...member, email: data.email }),
    EmailChanged: (member, { data }) => ({ ...member, email: data.email }),
    NumberGiven: (member, { data }) => ({ ...member, number: data.number }),
    Left: (member) => member,
  },
  commands: {
    Join: { creates: true, emits: 'Joined' },
    ChangeEmail: { emits: 'EmailChanged', diff: ['email'] },
    GiveNumber: { payload: object({ number: { type: 'integer' } }) },
    Leave: { deletes: true, payload: object({}) },
  },
  decide: {
    GiveNumber: (_, { number }) => (number < 0 ? reject('negative') : { type: 'NumberGiven', data: { number } }),
    Leave: () => ({ type: 'Left', data: {} }),
  },
  unique: { email: ({ email }) => email.toLowerCase(), number: ({ number }) => number || undefined },
  idempotency: 'forever',
});

const { unique: _, ...before } = Member;

/** The same, as it was before it had unique values: its streams hold no guards. */
export const MemberBefore: AnyAggregate = before;
