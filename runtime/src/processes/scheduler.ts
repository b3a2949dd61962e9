/** A deadline of one process. All members together identify it: a deadline that is set again is another one. */
export type Deadline = {
  /** The process's name. */
  readonly process: string;
  readonly id: string;
  readonly deadline: string;
  /** Version of its `DeadlineSet` in the process's stream. */
  readonly set: number;
  /** When it is due. ISO 8601 in UTC. */
  readonly at: string;
};

/** Invokes a service when deadlines are due. Every method throws StoreThrottled, StoreUnavailable or StoreRefused. */
export type Scheduler = {
  /** Schedules an invocation of the service when the deadline is due, at least once. A repeated call changes nothing. */
  schedule(deadline: Deadline): Promise<void>;

  /** Cancels a deadline. Does nothing if it is not scheduled. */
  cancel(deadline: Deadline): Promise<void>;
};
