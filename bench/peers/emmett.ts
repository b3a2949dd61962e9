import { type Command, DeciderCommandHandler, type Event, getInMemoryEventStore } from '@event-driven-io/emmett';
import { type AccountState, type Deposit, deposited, noDeposits } from '../domain.js';

type Deposited = Event<'Deposited', Deposit>;
type DepositCommand = Command<'Deposit', Deposit>;

const handle = DeciderCommandHandler<AccountState, DepositCommand, Deposited>({
  initialState: noDeposits,
  evolve: (account, { data }) => deposited(account, data),
  decide: ({ data }) => {
    if (data.amount <= 0) throw new Error('There is nothing to deposit.');
    return { type: 'Deposited', data };
  },
});

/** Emmett on its store in memory, as its documentation has it: a decider and its command handler. */
export type Emmett = { deposit(id: string, data: Deposit): Promise<unknown> };

export function createEmmett(): Emmett {
  const store = getInMemoryEventStore();
  return { deposit: (id, data) => handle(store, id, { type: 'Deposit', data }) };
}
