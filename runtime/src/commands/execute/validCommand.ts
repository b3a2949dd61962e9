import type { AnyAggregate, CommandDefinition, DecisionContext } from '../../domain/aggregates/aggregate.js';
import type { Command, ExpectedVersion } from '../../domain/commands/command.js';

/** A command whose payload is valid, and its target. */
export type ValidCommand = {
  readonly aggregate: AnyAggregate;
  readonly stream: string;
  readonly command: string;
  readonly definition: CommandDefinition;
  readonly data: unknown;
  readonly expectedVersion: ExpectedVersion;
  readonly context: DecisionContext;
};

/** A command that is ready to be decided, and what its commit will carry. */
export type PreparedCommand = {
  readonly subject: ValidCommand;
  readonly request: Command;
  readonly commandId: string;
  /** Only of a command that can come again under its id. */
  readonly fingerprint?: string;
  /** What a receiver of `commandReceived` ended it with: kept back until it is known whether the command was accepted before. */
  readonly refusal?: Refusal;
};

/** Whatever a receiver threw. */
export type Refusal = { readonly error: unknown };
