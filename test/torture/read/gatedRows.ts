import { setImmediate } from 'node:timers/promises';
import type { RowSaved, RowStore } from '../../../runtime/src/index.js';
import { portCall, through } from './gate.js';

/** A row store whose calls go through the gate: each row by itself, as a table has them, and with a turn in between for others to come first. */
export function gatedRows(plain: RowStore, name: string): RowStore {
  const reading = portCall(name, 'read');
  const writing = portCall(name, 'write');
  const pass = <Result>(call: typeof reading, work: () => Promise<Result>) =>
    through(call, async () => {
      await setImmediate();
      return work();
    });
  const save = async (change: Parameters<RowStore['save']>[0][number]): Promise<RowSaved> => {
    try {
      const [saved] = await pass(writing, () => plain.save([change]));
      return saved ?? { status: 'conflict' };
    } catch (error) {
      return { status: 'failed', error };
    }
  };
  const { shared } = plain;

  return {
    ...plain,
    load: (keys) => pass(reading, () => plain.load(keys)),
    save: (changes) => Promise.all(changes.map(save)),
    ...(shared && {
      shared: {
        limit: shared.limit,
        positions: (streams) => pass(reading, () => shared.positions(streams)),
        commit: (rows, positions) => pass(portCall(name, 'transaction'), () => shared.commit(rows, positions)),
      },
    }),
  };
}
