/**
 * What the plugin's commands, and schedules, ask of a function that the events table's stream feeds, by a direct invocation of it: a consumer
 * runs where it always runs, with its own code, environment and permissions.
 */
export type ControlEvent = ParkedRequest | SweepRequest | BeginReplayRequest | ReplayRequest | RebuildRequest;

export type ControlAnswer = RedriveAnswer | SweepAnswer | BeginReplayAnswer | ReplayAnswer | RebuildAnswer;

/** What a function answers. */
export type AnswerTo<Event extends ControlEvent> = Event extends SweepRequest
  ? SweepAnswer
  : Event extends BeginReplayRequest
    ? BeginReplayAnswer
    : Event extends ReplayRequest
      ? ReplayAnswer
      : Event extends RebuildRequest
        ? RebuildAnswer
        : RedriveAnswer;

export type ParkedRequest = RedriveRequest | DiscardRequest;

/** Tries parked streams of a consumer again: one, or as many as there is time for. */
export type RedriveRequest = {
  readonly eventSourcing: 'redrive';
  /** Such as `projections/catalogue`. */
  readonly consumer: string;
  /** Default: all. */
  readonly stream?: string;
  /** Where the answer before ended, when all are redriven. */
  readonly cursor?: string;
};

/** Skips the commit that a stream is parked at, and redrives the rest. */
export type DiscardRequest = {
  readonly eventSourcing: 'discard';
  readonly consumer: string;
  readonly stream: string;
  /** Version that it must be parked at. Default: any. */
  readonly version?: number;
};

export type RedriveAnswer = {
  readonly streams: readonly RedrivenStream[];
  /** There may be more, from here on. */
  readonly cursor?: string;
};

/** What became of a parked stream. */
export type RedrivenStream = { readonly stream: string } & (
  | { readonly status: 'released'; readonly position: number }
  /** A commit failed again. */
  | { readonly status: 'parked'; readonly version: number; readonly error: FailureText }
  | { readonly status: 'notParked' }
  /** It is parked at another version than was given: nothing was done. */
  | { readonly status: 'otherVersion'; readonly version: number }
  /** There was no time for all of it: it goes on from there when it is asked for again. */
  | { readonly status: 'unfinished'; readonly position: number }
  /** A table did not let it: the stream is parked as before, or a little further on. */
  | { readonly status: 'failed'; readonly error: FailureText }
);

export type FailureText = { readonly name: string; readonly message: string };

/**
 * Compares how far the streams have got with how far the function's consumers have, and hands over what they lack; lets go of what is parked
 * for no reason any more.
 */
export type SweepRequest = {
  readonly eventSourcing: 'sweep';
  /** Where the answer before ended; none of it: from the beginning. Default: from where the run before ended, as the function keeps it. */
  readonly cursor?: SweepCursor;
  /** Counts what is behind, and repairs nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Age that a stream's last commit must have, in seconds: younger ones may be under way. Default: 600. */
  readonly grace?: number;
  /** Ends after so many seconds, once the pages that it is at are done. Default: in time before the function ends. */
  readonly seconds?: number;
};

/** Where each part of the table stands: `null` for one that is done. */
export type SweepCursor = readonly (string | null)[];

export type SweepAnswer = {
  /** Streams that were looked at. */
  readonly streams: number;
  readonly consumers: readonly SweptConsumer[];
  /** The whole table was swept: the cursor starts again. */
  readonly done: boolean;
  readonly cursor: SweepCursor;
};

/** What a sweep found for a consumer. */
export type SweptConsumer = {
  readonly consumer: string;
  /** Streams that it was behind on, and that were not parked. */
  readonly behind: number;
  /** When the oldest last commit of such a stream was stored. ISO 8601, UTC. */
  readonly oldest?: string;
  /** Streams of those that it has caught up with. */
  readonly healed: number;
  /** Streams that are parked, since before or since now. */
  readonly parked: number;
  /** Streams that were let go of. */
  readonly released: number;
  /** Streams that a table did not let it catch up with. */
  readonly failed: number;
};

/** Which events are sent again: those of commits from one time to another, of some types, of one aggregate. Default: all. */
export type ReplaySelection = {
  /** ISO 8601. Commits of this time are among them. */
  readonly from?: string;
  /** ISO 8601. Commits of this time are not. */
  readonly to?: string;
  /** With their aggregate: `Order.OrderPlaced`. */
  readonly types?: readonly string[];
  readonly aggregate?: string;
};

/** Where a replay stands. */
export type ReplayCursor = {
  /** Where the streams are that it is at. Missing: at the beginning. */
  readonly at?: string;
  /** Versions that streams from there on have been brought to. */
  readonly reached: Readonly<Record<string, number>>;
};

/** A replay that is not done, as the function keeps it. */
export type BegunReplay = {
  readonly selection: ReplaySelection;
  readonly cursor: ReplayCursor;
  /** Events that it has sent. */
  readonly events: number;
  /** When it began. ISO 8601, UTC. */
  readonly since: string;
};

/** Begins a replay, or resumes one that was interrupted. Sends nothing yet. */
export type BeginReplayRequest = {
  readonly eventSourcing: 'beginReplay';
  /** Such as `publishers/audit`. */
  readonly consumer: string;
  /** `new` begins one if there is none; `restart` drops an earlier one; `resume` continues that, with its own selection. */
  readonly how: 'new' | 'restart' | 'resume';
  readonly selection: ReplaySelection;
};

/** `unfinished`: there is one, and `new` was asked for. `none`: there is none to go on with. */
export type BeginReplayAnswer = { readonly status: 'begun' | 'unfinished'; readonly replay: BegunReplay } | { readonly status: 'none' };

/** Sends events of a publisher again, as long as there is time. */
export type ReplayRequest = {
  readonly eventSourcing: 'replay';
  readonly consumer: string;
  /** As it was begun, and where the answer before ended. */
  readonly replay: BegunReplay;
  /** Counts, and neither sends nor keeps where it stands. Default: false. */
  readonly dryRun?: boolean;
  /** Events a second. Default: as fast as it goes. */
  readonly rate?: number;
  /** Ends after so many seconds, once the events that it is at are sent. Default: in time before the function ends. */
  readonly seconds?: number;
};

export type ReplayAnswer = {
  /** Where it stands, and all that it has sent. */
  readonly replay: BegunReplay;
  /** Events that were sent in this invocation, or would have been. */
  readonly events: number;
  /** Streams that stop at an event that cannot be sent; nothing after it is. */
  readonly failures: readonly { readonly stream: string; readonly version: number; readonly error: FailureText }[];
  /** The target failed: the replay can be continued later. */
  readonly stopped?: FailureText;
  readonly done: boolean;
  /** Milliseconds to wait before the next request, to keep to the rate. */
  readonly wait: number;
};

/**
 * Rebuilds the rows of a projection in the slot that is not read, and switches to it. Does a part of the work and returns what is left: it is
 * asked again until all is done.
 */
export type RebuildRequest = {
  readonly eventSourcing: 'rebuild';
  readonly projection: string;
  /** Names the runner: only one works at a time. */
  readonly runner: string;
  /** The rebuild that is meant: no other is begun. Default: one that is under way, else a new one. */
  readonly id?: string;
  /** Ends after so many seconds, once the pages that it is at are done. Default: in time before the function ends. */
  readonly seconds?: number;
  /** Events a second at most. Default: as fast as it goes. */
  readonly rate?: number;
  /** Parts of the events table that are read side by side, when a rebuild begins. Default: 8. */
  readonly segments?: number;
  /** How long an invocation may take that began before a change, in seconds. Default: as long as this function may, and a minute for readers. */
  readonly settleSeconds?: number;
  /** Goes on, and switches, though streams are parked in the new rows. Default: false. */
  readonly acceptParked?: boolean;
  /** Goes on though the function's code has changed since the rebuild began. Default: false. */
  readonly acceptCode?: boolean;
  /** Gives up a rebuild that has not switched yet. Default: false. */
  readonly abort?: boolean;
};

export type RebuildAnswer =
  /** Another runner has the lease, up to a time. ISO 8601, UTC. */
  | { readonly status: 'busy'; readonly until: string }
  /** There is nothing to be done: no rebuild to be given up. */
  | { readonly status: 'idle' }
  | (RebuildProgress & { readonly status: 'goesOn' | 'done' | 'abandoned' | 'otherCode' })
  /** Nothing can be done before a time. ISO 8601, UTC. */
  | (RebuildProgress & { readonly status: 'waits'; readonly until: string })
  /** Streams are parked in the new rows, and have been tried again: nothing was switched. */
  | (RebuildProgress & { readonly status: 'parked'; readonly parked: number; readonly first: RebuildParked });

/** How far a rebuild is. */
export type RebuildProgress = {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  readonly phase: 'filling' | 'switched' | 'ending';
  /** Commits of the events table that were passed. */
  readonly commits: number;
  /** Events of them that are the projection's. */
  readonly events: number;
  /** Commits that the table had when it began, roughly. */
  readonly total: number;
};

/** A stream that is parked in new rows. */
export type RebuildParked = { readonly stream: string; readonly version: number; readonly error: FailureText };
