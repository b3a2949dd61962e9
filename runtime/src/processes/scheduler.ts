/** A deadline of one process. Together, all of this tells it from any other: one that is set anew is another. */
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

/** Tells a service when deadlines are due. Every method throws StoreThrottled, StoreUnavailable or StoreRefused. */
export type Scheduler = {
  /** Has the service told of a deadline when it is due, at least once. A repeat changes nothing. */
  schedule(deadline: Deadline): Promise<void>;

  /** Takes it back. One that is not scheduled, or is no more, is left alone. */
  cancel(deadline: Deadline): Promise<void>;
};
