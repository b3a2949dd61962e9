import { defined } from '../domain/defined.js';
import { createValidator } from '../validation/validator.js';
import { type Dispatcher, type DispatcherOptions, dispatcherOver, dispatchOf } from './dispatcher.js';
import { guarding } from './guards/guarding.js';
import { createSnapshots } from './state/createSnapshots.js';
import type { Warn } from './state/snapshots.js';

/**
 * Executes commands of some aggregates on an event store.
 *
 * @example
 * const { execute } = createDispatcher({ aggregates: [Item], store: inMemoryEventStore() });
 * await execute({ aggregate: 'Item', id: '42', command: 'CreateItem', data: { name: 'Chair', price: 10 } });
 */
export function createDispatcher({ snapshots, snapshotEvery, warn = warnOnStderr, ...options }: DispatcherOptions): Dispatcher {
  const kept = snapshots && createSnapshots(snapshots, snapshotEvery, warn);
  return dispatcherOver(dispatchOf({ validate: createValidator(), guarding, ...options, ...defined({ snapshots: kept }) }));
}

const warnOnStderr: Warn = (message, { error, ...facts }) =>
  console.warn(JSON.stringify({ level: 'warn', message, ...facts, ...(error === undefined ? {} : { error: String(error) }) }));
