import type { AnyAggregate, StateOf } from '../../domain/aggregates/aggregate.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import type { LoadedAggregate } from '../state/load.js';

/** What a transaction may do. */
export type TransactionScope = {
  /** Reads an aggregate; version 0 where it does not exist. It has not changed when the transaction is stored. */
  load<A extends AnyAggregate>(aggregate: A, id: string): Promise<LoadedAggregate<StateOf<A>>>;
  /** Decides a command on what the transaction has got to. Its events are stored with all others, or not at all. */
  execute(command: Command): Promise<CommandResult>;
};
