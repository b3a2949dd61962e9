import type { Metadata, StoredEvent } from '../events/event.js';

/**
 * Which version a stream must be at for a command to be accepted: a version, `any`, `none` (it must not exist) or `exists`.
 */
export type ExpectedVersion = number | 'any' | 'none' | 'exists';

/** A request to change one stream. */
export type Command = {
  readonly aggregate: string;
  /** Left out, a creating command makes one. */
  readonly id?: string;
  readonly command: string;
  readonly data: unknown;
  /** The caller's own key for this command: a retry under the same key takes effect once. */
  readonly commandId?: string;
  readonly expectedVersion?: ExpectedVersion;
  /** Who sends it. Command ids of different actors never meet. */
  readonly actor?: string;
  /** What it belongs to: handed on from command to event to command. */
  readonly correlationId?: string;
  /** What it follows from: the address of an event, `Item/42@7`, if it was sent for one. */
  readonly causationId?: string;
  readonly metadata?: Metadata;
};

/** The answer to an accepted command, the same to its retries. `version` is the stream's version after it. */
export type CommandResult = {
  readonly aggregateId: string;
  readonly version: number;
  readonly events: readonly StoredEvent[];
};
