import { setImmediate } from 'node:timers/promises';
import type { RowChange, RowSaved, RowStore } from '../../../runtime/src/index.js';
import { portCall, through } from './gate.js';

/** A row store whose calls go through the gate, with a turn in between for others to come first. */
export function gatedRows(plain: RowStore, name: string): RowStore {
  const pass = <Result>(kind: 'read' | 'write' | 'transaction', work: () => Promise<Result>) =>
    through(portCall(name, kind), async () => {
      await setImmediate();
      return work();
    });
  const { shared, clear } = plain;
  return {
    ...plain,
    load: (keys) => pass('read', () => plain.load(keys)),
    save: (changes) => pass('write', () => plain.save(changes)),
    ...(clear && { clear: (mayGoOn) => pass('write', () => clear(mayGoOn)) }),
    ...(shared && {
      shared: {
        limit: shared.limit,
        positions: (streams) => pass('read', () => shared.positions(streams)),
        commit: (rows, positions) => pass('transaction', () => shared.commit(rows, positions)),
      },
    }),
  };
}

/** Saves each row by itself, as a table of DynamoDB has it: some of a batch may be written and others not. */
export function oneByOne(rows: RowStore): RowStore {
  const save = async (change: RowChange): Promise<RowSaved> => {
    try {
      const [saved] = await rows.save([change]);
      return saved ?? { status: 'conflict' };
    } catch (error) {
      return { status: 'failed', error };
    }
  };
  return { ...rows, save: (changes) => Promise.all(changes.map(save)) };
}
