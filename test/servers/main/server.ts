/** Where a server may put things: both folders exist, and whoever a server runs as may read them. */
export type Place = {
  /** For what is installed: kept, and shared by all checkouts of this machine. */
  readonly installed: string;
  /** For this run's data: empty, and removed at its end. */
  readonly data: string;
  /** Tells the developer what happens. */
  readonly say: (line: string) => void;
};

/** A server that was started: what tests are told, and how it ends. */
export type Started = { readonly endpoint: string; stop(): Promise<void> };

/** A server that tests talk to. */
export type Server = {
  /** As people call it. */
  readonly name: string;
  /** Installs it where it is missing, starts it on a free port of 127.0.0.1, and answers once it does. */
  start(place: Place): Promise<Started>;
};
