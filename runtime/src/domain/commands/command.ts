import type { Metadata, StoredEvent } from '../events/event.js';

/**
 * Which version a stream must be at for a command to be accepted: a version, `any`, `none` (it must not exist) or `exists`.
 */
export type ExpectedVersion = number | 'any' | 'none' | 'exists';

/** A request to change one stream. */
export type Command = {
  readonly aggregate: string;
  /** If left out, a creating command generates one. */
  readonly id?: string;
  readonly command: string;
  readonly data: unknown;
  /** The caller's own key for this command: a retry under the same key takes effect once. */
  readonly commandId?: string;
  readonly expectedVersion?: ExpectedVersion;
  /** Who sends it. The same `commandId` of two actors means two commands. */
  readonly actor?: string;
  /** The correlation that it belongs to: passed on from command to event to command. */
  readonly correlationId?: string;
  /** Its cause: the address of an event, `Item/42@7`, if it was sent because of one. */
  readonly causationId?: string;
  readonly metadata?: Metadata;
};

/** The answer to an accepted command, the same to its retries. `version` is the stream's version after it. */
export type CommandResult = {
  readonly aggregateId: string;
  readonly version: number;
  readonly events: readonly StoredEvent[];
};
