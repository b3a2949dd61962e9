import type { Payload } from './commandFile.js';

type State = { readonly name: unknown; readonly price: unknown; readonly onSale: boolean };
type ExpectedEvent = { readonly type: string; readonly data: Payload };

/** What an item must be after the commands that were accepted. Its version is the number of its events. */
export type ExpectedItem = {
  readonly id: string;
  readonly state: State;
  readonly events: readonly ExpectedEvent[];
  readonly retired: boolean;
};

type Rule = (item: ExpectedItem, data: Payload) => { readonly event: string; readonly state: State; readonly retired?: true };

/** What each command does, told once more: if src/item.ts were asked, its mistakes would be expected. */
const rules: Readonly<Record<string, Rule>> = {
  CreateItem: (_, { name, price }) => ({ event: 'ItemCreated', state: { name, price, onSale: false } }),
  UpdatePrice: ({ state }, { price }) => ({
    event: 'PriceUpdated',
    state: { ...state, price, onSale: Number(price) < Number(state.price) },
  }),
  RetireItem: ({ state }) => ({ event: 'ItemRetired', state, retired: true }),
};

const nothing: State = { name: '', price: 0, onSale: false };

/** The item after one more accepted command. @throws Error for a command that nobody can accept */
export function afterCommand(before: ExpectedItem | undefined, id: string, command: string, data: Payload): ExpectedItem {
  const rule = rules[command];
  if (!rule) throw new Error(`The service accepted ${command} of ${id}, and there is no such command.`);
  const item = before ?? { id, state: nothing, events: [], retired: false };
  const { event, state, retired = item.retired } = rule(item, data);
  return { id, state, events: [...item.events, { type: event, data }], retired };
}

/** Its row in the catalogue. */
export const rowOf = ({ id, state: { name, price } }: ExpectedItem) => ({ id, name, price });
