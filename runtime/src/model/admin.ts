/** What the plugin's commands ask of a service's tables. Made in a bundle with the user's definitions, so all that crosses over is plain data. */
export type Admin = {
  /** Reserves the unique values that streams of an aggregate hold and have no guards for. */
  backfill(options: BackfillOptions): Promise<BackfillReport>;
  /** What is parked, consumer by consumer. */
  status(consumers: readonly string[]): Promise<readonly ConsumerStatus[]>;
  /** Lets go of connections. */
  close(): void;
};

/** Connects to a service's tables. */
export type ConnectAdmin = (connection: AdminConnection) => Admin;

export type AdminConnection = AwsAccess & {
  /** Default: AWS, or what `AWS_ENDPOINT_URL_DYNAMODB` says. */
  readonly endpoint?: string;
  /** Names of the tables. Those of guards and snapshots where the aggregate has them, that of parked streams where there are consumers. */
  readonly tables: { readonly events: string; readonly guards?: string; readonly snapshots?: string; readonly parked?: string };
};

/** Where requests go, and in whose name. */
export type AwsAccess = {
  readonly region: string;
  /** Default: as the AWS SDK finds them. */
  readonly credentials?: () => Promise<AwsCredentials>;
};

export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

export type ConsumerStatus = {
  readonly consumer: string;
  /** How many streams are parked. */
  readonly parked: number;
  /** The stream that has been parked for longest. */
  readonly oldest?: ParkedStream;
  /** Of a projection. */
  readonly rows?: RowsStatus;
};

/** The rows of a projection have two slots. */
export type RowsStatus = {
  /** The one that is read. */
  readonly read: 'a' | 'b';
  /** One that is under way, or was broken off. */
  readonly rebuild?: RebuildStatus;
};

export type RebuildStatus = {
  readonly id: string;
  /** The slot that it fills, or has filled. */
  readonly slot: 'a' | 'b';
  /**
   * `beginning`: the slot is being emptied. `filling`: events go into both slots, and those of before are folded into it. `switched`: it is
   * read. `ending`: the other one is being emptied; itself, if the rebuild was given up.
   */
  readonly phase: 'beginning' | 'filling' | 'switched' | 'ending';
  /** It was given up before the switch. */
  readonly abandoned: boolean;
  /** ISO 8601, UTC. */
  readonly started?: string;
  /** Commits of the events table that were passed. */
  readonly commits: number;
  /** Events of them that are the projection's. */
  readonly events: number;
  /** Commits that the table had when it began, roughly. */
  readonly total: number;
  /** Events a second, of the last invocation that folded any. */
  readonly rate?: number;
  /** How long what is left takes at that. */
  readonly secondsLeft?: number;
  /** Streams that are parked in its slot. */
  readonly parked: number;
  /** When the lease of the runner expires, which may be waiting. ISO 8601, UTC. Not set if no runner has it. */
  readonly heldUntil?: string;
};

/** A stream that is stopped for a consumer: where, why, and since when. */
export type ParkedStream = {
  readonly stream: string;
  /** Version of the first event of the commit that failed. */
  readonly version: number;
  /** Version of the last event that is known to wait. */
  readonly last: number;
  readonly error: { readonly name: string; readonly message: string };
  /** ISO 8601, UTC. */
  readonly at: string;
};

export type BackfillOptions = {
  readonly aggregate: string;
  /** Says what would be done, and writes nothing. Default: false. */
  readonly dryRun?: boolean;
  /** Streams a second at most. Default: as fast as it goes. */
  readonly rate?: number;
  /** Told after each stream. */
  readonly onProgress?: (counts: BackfillCounts) => void;
};

export type BackfillCounts = {
  /** Streams that were looked at. */
  readonly streams: number;
  /** Values that were reserved. */
  readonly reserved: number;
  /** Values that were reserved already. */
  readonly held: number;
};

export type BackfillReport = BackfillCounts & {
  readonly aggregate: string;
  readonly dryRun: boolean;
  /** Streams that hold a value which another has reserved; the first thousand of them, and how many more there are. */
  readonly duplicates: readonly DuplicateValue[];
  readonly moreDuplicates: number;
  /** Streams that could not be done; the first thousand of them, and how many more there are. */
  readonly failures: readonly FailedStream[];
  readonly moreFailures: number;
};

/** A value that two streams hold: `owner` has it reserved. */
export type DuplicateValue = {
  readonly unique: string;
  readonly value: string | number;
  readonly owner: string;
  readonly stream: string;
};

export type FailedStream = { readonly stream: string; readonly message: string };
