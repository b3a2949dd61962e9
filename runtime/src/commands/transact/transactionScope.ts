import type { AnyAggregate, StateOf } from '../../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import type { LoadedAggregate } from '../state/load.js';

/** What a transaction may do. */
export type TransactionScope = {
  /** Reads an aggregate; version 0 if it does not exist. The transaction is stored only if the aggregate has not changed since. */
  load<A extends AnyAggregate>(aggregate: A, id: string): Promise<LoadedAggregate<StateOf<A>>>;
  /**
   * Decides a command on the state that earlier commands of this transaction led to. Its events are stored with all others, or not at all.
   */
  execute(command: Command): Promise<CommandResult>;
};
