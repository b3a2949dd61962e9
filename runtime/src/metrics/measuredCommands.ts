import type { Command, CommandResult } from '../domain/commands/command.js';
import { type ErrorCode, isEventSourcingError } from '../domain/errors.js';
import type { CommandOutcome, Metrics } from './metrics.js';

type Execute = (command: Command) => Promise<CommandResult>;

/** Failures of the service, not of the command: they have to be fixed, or are transient. */
const failures: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'Conflict',
  'StoreThrottled',
  'StoreUnavailable',
  'ReceiverFailed',
  'StoreRefused',
  'EventInvalid',
  'EventUnknown',
  'UpcastFailed',
  'StreamCorrupt',
]);

/** Executes commands, and measures how long each took and how it ended. */
export const measuredCommands =
  (execute: Execute, metrics: Metrics, now: () => number = () => performance.now()): Execute =>
  async (command) => {
    const start = now();
    const ended = (outcome: CommandOutcome) => metrics.command({ aggregate: command.aggregate, outcome, milliseconds: now() - start });
    try {
      const result = await execute(command);
      ended('accepted');
      return result;
    } catch (error) {
      // A caller could make up any number of names, and each would be a metric of its own.
      if (isEventSourcingError(error, 'UnknownAggregate')) throw error;
      ended(isEventSourcingError(error) && !failures.has(error.code) ? 'rejected' : 'failed');
      throw error;
    }
  };
