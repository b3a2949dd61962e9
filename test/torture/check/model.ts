import type { Attempt } from '../history.js';

/**
 * The account's rules, written a second time, from the words of the issue and the documentation and not from `domain.ts` or the runtime:
 * a mistake in one of the two shows.
 */
export type Account = {
  readonly version: number;
  readonly closed: boolean;
  readonly owner: string;
  readonly balance: number;
};

export type Event = { readonly type: string; readonly data: unknown };

/** What has to come of a command: events, or a refusal whose code and details are these. */
export type Verdict =
  | { readonly events: readonly Event[] }
  | { readonly code: string; readonly details?: Readonly<Record<string, unknown>>; readonly rejection?: object };

export const nobody: Account = { version: 0, closed: false, owner: '', balance: 0 };

/** The account after an event. */
export function after(account: Account, { type, data }: Event): Account {
  const next = { ...account, version: account.version + 1 };
  const { owner, amount } = fieldsOf(data);
  switch (type) {
    case 'Opened':
    case 'Renamed':
      return { ...next, owner: String(owner) };
    case 'Deposited':
      return { ...next, balance: account.balance + Number(amount) };
    case 'Withdrawn':
    case 'FeeCharged':
      return { ...next, balance: account.balance - Number(amount) };
    case 'Closed':
      return { ...next, closed: true };
    default:
      throw new Error(`The model knows no event '${type}'.`);
  }
}

type Request = Pick<Attempt, 'command' | 'data' | 'expectedVersion'>;

/** A refusal that no state of the account matters for. */
export function refusedAnyway({ data }: Request): Verdict | undefined {
  const valid = Object.entries(data).every(([name, value]) => typeof value === 'string' || value >= (name === 'forfeit' ? 0 : 1));
  return valid ? undefined : { code: 'ValidationFailed' };
}

/** What has to come of a command that is new to the account. */
export function verdictOn(account: Account, request: Request): Verdict {
  return refusedAnyway(request) ?? refusedAsIs(account, request) ?? decided(account, request);
}

function refusedAsIs({ version, closed, owner }: Account, { command, data, expectedVersion: expected }: Request): Verdict | undefined {
  if (closed) return { code: 'AggregateDeleted', details: { version } };
  if (command === 'Open' && version > 0) return { code: 'AggregateAlreadyExists', details: { version } };
  if (command !== 'Open' && version === 0) return { code: 'AggregateNotFound' };
  const met =
    expected === 'any' || expected === version || (expected === 'none' && version === 0) || (expected === 'exists' && version > 0);
  if (!met) return { code: 'WrongVersion', details: { expected, actual: version } };
  if (command === 'Rename' && data.owner === owner) return { code: 'ValidationFailed' };
  return undefined;
}

function decided({ balance }: Account, { command, data }: Request): Verdict {
  const { owner, amount = 0, fee = 0, to = 0, forfeit = 0 } = numbersOf(data);
  const moved = (type: string, by: number, left: number): Event => ({ type, data: { amount: by, balance: left } });
  const no = (code: string): Verdict => ({ code: 'CommandRejected', rejection: { code, details: { balance } } });
  switch (command) {
    case 'Open':
      return { events: [{ type: 'Opened', data: { owner } }] };
    case 'Rename':
      return { events: [{ type: 'Renamed', data: { owner } }] };
    case 'Deposit':
      return { events: [moved('Deposited', amount, balance + amount)] };
    case 'Withdraw':
      return balance >= amount ? { events: [moved('Withdrawn', amount, balance - amount)] } : no('overdrawn');
    case 'WithdrawWithFee':
      return balance >= amount + fee
        ? { events: [moved('Withdrawn', amount, balance - amount), moved('FeeCharged', fee, balance - amount - fee)] }
        : no('overdrawn');
    case 'TopUp':
      return { events: balance < to ? [moved('Deposited', to - balance, to)] : [] };
    case 'Close':
      return balance <= forfeit ? { events: [{ type: 'Closed', data: { balance } }] } : no('not-empty');
    default:
      throw new Error(`The model knows no command '${command}'.`);
  }
}

const numbersOf = (data: Request['data']): { owner?: string } & Record<'amount' | 'fee' | 'to' | 'forfeit', number | undefined> => ({
  ...(typeof data.owner === 'string' ? { owner: data.owner } : {}),
  amount: number(data.amount),
  fee: number(data.fee),
  to: number(data.to),
  forfeit: number(data.forfeit),
});

const number = (value: string | number | undefined) => (typeof value === 'number' ? value : undefined);

const fieldsOf = (data: unknown): { readonly owner?: unknown; readonly amount?: unknown } =>
  typeof data === 'object' && data !== null ? data : {};
