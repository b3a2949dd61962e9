import { valueGuards } from '../../../../runtime/src/commands/guards/uniqueValues.js';
import type { StreamList } from '../../../../runtime/src/eventStore/streamList.js';
import { type AnyAggregate, createDispatcher, createSignals, type EventStore, loadState } from '../../../../runtime/src/index.js';
import type { BackfillOptions } from '../../../../runtime/src/model/admin.js';
import { backfill } from '../../../../runtime/src/operations/backfill/backfill.js';
import type { Work } from '../../../../runtime/src/operations/backfill/work.js';
import { Member, MemberBefore } from '../../commands/memberFixture.js';
import { all } from '../../commitBuilders.js';

export type Stores = { readonly store: EventStore; readonly streams: StreamList };

export const email = (name: string) => `${name}@example.com`;

/** A table of members, and what there is to do with it. */
export function prepare({ store, streams }: Stores) {
  const sender =
    (aggregate: AnyAggregate) =>
    (id: string, command: string, data: unknown = {}) =>
      createDispatcher({ aggregates: [aggregate], store, signals: createSignals(), sleep: async () => {}, cache: false }).execute({
        aggregate: 'Member',
        id,
        command,
        data,
      });
  const before = sender(MemberBefore);
  const guardOf = async (name: string) => {
    const folded = { state: { email: email(name), number: 0 }, version: 1, closed: false };
    const [value] = valueGuards(Member, '', folded);
    return (await store.loadGuard(value?.guard.key ?? ''))?.owner;
  };
  return {
    store,
    /** Sends a command as today, with unique values. */
    send: sender(Member),
    /** Sends a command as before there were unique values. */
    before,
    /** Members from before: `ann` with the address of `ann`, unless another is given. */
    joined: async (...members: (string | readonly [id: string, name: string])[]) => {
      for (const member of members) {
        const [id, name] = typeof member === 'string' ? [member, member] : member;
        await before(id, 'Join', { email: email(name) });
      }
    },
    run: (options: Omit<BackfillOptions, 'aggregate'> = {}, work: Partial<Work> = {}) =>
      backfill({ store, streams, now: () => 0, sleep: async () => {}, random: Math.random, ...work }, Member, options),
    /** The stream that has an address reserved. */
    guardOf,
    /** The address that an open stream has. */
    emailOf: async (id: string) => {
      const { state, closed, version } = await loadState(store, Member, id);
      return closed || version === 0 ? undefined : (state as { email: string }).email.replace('@example.com', '');
    },
    streams: async () => (await all(streams.list('Member'))).flat(),
  };
}
