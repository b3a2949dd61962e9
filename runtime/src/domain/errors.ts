import type { Reason } from './aggregates/rejection.js';

/** One violated rule of a payload: where (a JSON Pointer), which rule, what to do, and the value if it is a short one. */
export type Violation = {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
  readonly value?: string | number | boolean | null;
};

/** A command that a queue did not take. The same `commandId` makes it safe to send it again. */
export type UnsentCommand = {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly command: string;
  readonly commandId: string;
  readonly reason: string;
};

/** What each error carries beside its message, by its code. */
export type ErrorDetails = {
  /** The payload breaks its schema, or a `diff` field did not change. */
  ValidationFailed: { readonly violations: readonly Violation[] };
  /** The payload is larger than a command may be. Sizes in bytes. */
  PayloadTooLarge: { readonly size: number; readonly limit: number };
  /** The request cannot be read as a command or query at all. */
  MalformedRequest: { readonly where: string };
  InvalidAggregateId: { readonly aggregate: string };
  UnknownAggregate: { readonly aggregate: string };
  UnknownCommand: { readonly aggregate: string; readonly command: string };
  AggregateNotFound: { readonly stream: string };
  AggregateAlreadyExists: { readonly stream: string; readonly version: number };
  /** The stream is closed: it takes no command any more. */
  AggregateDeleted: { readonly stream: string; readonly version: number };
  /** The stream is not at the version that the caller expected. */
  WrongVersion: { readonly stream: string; readonly expected: number | string; readonly actual: number };
  /** Other writers were first on every attempt. The last attempt was for the version after `expected`; the stream was at `actual`. */
  Conflict: { readonly stream: string; readonly attempts: number; readonly expected: number; readonly actual: number };
  /** This command id belongs to another command or payload. */
  CommandIdReused: { readonly stream: string };
  /** Another stream has a value that must be unique. */
  ValueTaken: { readonly stream: string; readonly unique: string };
  /** More than one transaction can hold. */
  TransactionTooLarge: { readonly size: number; readonly limit: number };
  /** `decide` said no. `version` is where that was recorded, if it was. */
  CommandRejected: { readonly stream: string; readonly rejection: Reason; readonly version?: number };
  /** A receiver of `commandReceived` or `eventPreSave` threw; its error is the `cause`. */
  CommandVetoed: { readonly stream: string; readonly signal: string; readonly veto: { readonly code: string; readonly message: string } };
  /** A receiver threw an error that is no veto: a failure of the service, and no answer to the command. Its error is the `cause`. */
  ReceiverFailed: { readonly stream: string; readonly signal: string };
  /** A queue did not take these of several commands, each for its reason. It took all others. */
  CommandsNotSent: { readonly queue: string; readonly commands: readonly UnsentCommand[] };
  /** The store asks for fewer requests; nothing was stored. */
  StoreThrottled: { readonly store: string };
  /** The store did not answer, or failed. Whether it stored anything is not known; a retry under the same command id is safe. */
  StoreUnavailable: { readonly store: string };
  /** The store refused the request, and a retry does not help: for example, a table or permission is missing. */
  StoreRefused: { readonly store: string };
  /** A commit is larger than the store can hold. Sizes in bytes. */
  CommitTooLarge: { readonly stream: string; readonly size: number; readonly limit: number };
  /** A snapshot is larger than the store can hold. Sizes in bytes. */
  SnapshotTooLarge: { readonly stream: string; readonly size: number; readonly limit: number };
  /** A definition (aggregate, projection) contradicts itself. */
  DefinitionInvalid: { readonly definition: string };
  /** A decision produced an event that its own schema refuses: a mistake in `decide`. */
  EventInvalid: { readonly stream: string; readonly event: string; readonly violations: readonly Violation[] };
  /** A projection's `evolve` or `key` threw on an event; its error is the `cause`. `event` is its address. */
  ProjectionFailed: { readonly projection: string; readonly event: string };
  /** A fold produced a row that its own schema refuses: a mistake in the projection's `evolve`. */
  RowInvalid: { readonly projection: string; readonly event: string; readonly violations: readonly Violation[] };
  /** Other writers of a row were first on every attempt. */
  RowConflict: { readonly projection: string; readonly key: string; readonly attempts: number };
  /** A row is larger than its store can hold. Sizes in bytes. `field`: its largest. */
  RowTooLarge: {
    readonly projection: string;
    readonly key: string;
    readonly size: number;
    readonly limit: number;
    readonly field?: string;
  };
  /** A store cannot hold a value of a row. */
  RowRefused: { readonly projection: string; readonly key: string };
  /** The `key` of a projection returned no key for an event: undefined, or no text. */
  RowKeyInvalid: { readonly projection: string; readonly event: string };
  /** A projection does not show yet the event that it was asked to show. */
  ProjectionBehind: { readonly projection: string; readonly stream: string; readonly version: number; readonly position: number };
  /** A process returned a reaction that it cannot perform, or cannot read what it recorded: a mistake in its definition. */
  ProcessInvalid: { readonly process: string };
  /** A consumer took too long for a stream, and was abandoned. */
  ConsumerTimedOut: { readonly consumer: string; readonly stream: string; readonly milliseconds: number };
  /** An invocation ends before a consumer is done. Nothing is lost: it continues after `position`. */
  ConsumerOutOfTime: { readonly consumer: string; readonly stream: string; readonly position: number };
  /** A publisher's mapping threw on an event, or returned no public event. `event` is its address. */
  PublicEventInvalid: { readonly publisher: string; readonly event: string };
  /** A public event is larger than its target takes. Sizes in bytes. */
  EventTooLarge: { readonly publisher: string; readonly event: string; readonly size: number; readonly limit: number };
  /** A target refused this event, and a retry does not help. */
  EventRefused: { readonly target: string; readonly event: string; readonly reason: string };
  /** A stored event has a type, or a newer schema of it, that this deployment does not know. */
  EventUnknown: { readonly stream: string; readonly version: number; readonly event: string; readonly schema: number };
  /** An upcaster threw on a stored event; its error is the `cause`. `schema` is the one it upcasts from. */
  UpcastFailed: { readonly stream: string; readonly version: number; readonly event: string; readonly schema: number };
  /** What is stored is inconsistent: for example, a gap in versions, or an attribute of the wrong type. */
  StreamCorrupt: { readonly stream: string };
};

export type ErrorCode = keyof ErrorDetails;

type ErrorOptions<Code extends ErrorCode> = {
  readonly code: Code;
  readonly message: string;
  readonly details: ErrorDetails[Code];
  readonly cause?: unknown;
};

/**
 * Every error of this library. Recognise one with `isEventSourcingError`, by `code`: two bundled copies of the class still agree on that.
 * `name` equals `code`, so that a Lambda's `errorType` does too.
 */
export class EventSourcingError<Code extends ErrorCode = ErrorCode> extends Error {
  readonly code: Code;
  readonly details: ErrorDetails[Code];

  constructor({ code, message, details, cause }: ErrorOptions<Code>) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = code;
    this.code = code;
    this.details = details;
  }
}

/** Whether a thrown value is an error of this library; with `code`, whether it is that one. */
export function isEventSourcingError<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is EventSourcingError<Code> {
  if (!(error instanceof Error) || !('code' in error) || !('details' in error)) return false;
  return code === undefined ? error.name === error.code : error.code === code;
}
