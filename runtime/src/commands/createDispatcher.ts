import { createValidator } from '../validation/validator.js';
import { type Dispatcher, type DispatcherOptions, dispatcherOver, dispatchOf } from './dispatcher.js';

/**
 * Executes commands of some aggregates on an event store.
 *
 * @example
 * const { execute } = createDispatcher({ aggregates: [Item], store: inMemoryEventStore() });
 * await execute({ aggregate: 'Item', id: '42', command: 'CreateItem', data: { name: 'Chair', price: 10 } });
 */
export const createDispatcher = (options: DispatcherOptions): Dispatcher =>
  dispatcherOver(dispatchOf({ validate: createValidator(), ...options }));
