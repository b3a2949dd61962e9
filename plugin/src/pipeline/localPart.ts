/** What a construct has under `serverless offline`, beside what its functions and resources say. */
export type LocalPart = {
  /** Routes, as people are shown them. */
  readonly routes?: readonly Route[];
  /** Lines to try the service with. */
  trials?(): readonly Trial[];
  /** What takes the place of a variable that only means something in AWS. */
  standIns?(offline: Offline): readonly StandIn[];
  /** The function that a scheduler invokes, and the variable that tells others of that scheduler. */
  readonly scheduled?: { readonly functionKey: string; readonly variable: string };
};

export type Route = readonly [method: string, path: string];

/** Commands of a source that work as they stand, or what is to be seen after some. */
export type Trial = ({ readonly source: string } | { readonly after: readonly string[] }) & {
  /** @param baseUrl of the service, without a slash at its end */
  readonly lines: (baseUrl: string) => readonly string[];
};

export type StandIn = {
  /** A function that has this variable is told the others in its place. */
  readonly variable: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For people. */
  readonly lines: readonly string[];
};

export type Offline = {
  readonly region: string;
  /** What the service's functions and the command were given, the functions' first. */
  readonly env: Readonly<Record<string, unknown>>;
  /** The user's own, by their logical ids. */
  readonly resources: Readonly<Record<string, unknown>>;
};
