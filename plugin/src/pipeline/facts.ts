import type { RowsStatus } from 'serverless-event-sourcing-runtime/model';
import type { Deployment } from '../cloudformation/naming.js';
import type { ProviderSettings } from '../cloudformation/providerSettings.js';
import type { TableUse } from '../cloudformation/statements.js';
import type { TableProtection } from '../cloudformation/tableProtection.js';
import type { Definition, FunctionPart } from './functionPart.js';
import type { HandlerSource, Source } from './source.js';

/** What has streams that consumers are fed by. */
export type StreamSource = {
  /** What the names of its streams begin with. */
  readonly name: string;
  readonly source: HandlerSource;
  /** Events that may be named elsewhere in the block: `Item.PriceUpdated`. */
  readonly events: readonly string[];
  /** Commands may be sent to it. */
  readonly takesCommands: boolean;
};

/** An aggregate, as others execute commands of it. */
export type Executor = {
  readonly name: string;
  readonly definition: Definition;
  /** The function that executes those that come by HTTP and by direct invocation. */
  readonly functionKey: string;
  /** That function answers HTTP. */
  readonly byHttp: boolean;
  /** The aggregate with what goes with it, as the runtime takes a list of them: `{ aggregate: …, snapshots: … }`. */
  readonly entry: Source;
  /** Tables that are written with its commands, where the ids of these are kept for ever. */
  readonly writes: readonly TableUse[];
};

/** The two functions that read the events table's stream: DynamoDB serves no more readers of a shard. */
export type Reader = 'projections' | 'reactions';

/** What a function has of consumers that it runs; where they are placed is not their concern. */
export type ConsumerPart = Omit<FunctionPart, 'key' | 'timeout' | 'follows' | 'consumers'>;

/** Anything fed by the events table's stream. */
export type Consumer = {
  /** As the runtime has it, and the tables: `processes/fulfilment`. */
  readonly name: string;
  /** As people say it: its own name, and what it is, such as `a process`. */
  readonly known: { readonly name: string; readonly as: string };
  readonly reader: Reader;
  /** The key of the function that runs it alone, behind a queue. Unset: it is with the others of its reader. */
  readonly isolated?: string;
  /** Sources whose streams feed it. */
  readonly from: readonly string[];
  /** What the names of its own streams begin with, which feed it too. */
  readonly streams?: readonly string[];
  /** It keeps positions apart from its effects. */
  readonly bookmarks: boolean;
  /** What keys of its parked streams are, or begin with. Default: its name. */
  readonly parkedAs?: string;
  /** Shows which of its rows are read, of one that has any. */
  readonly rowsText?: (rows: RowsStatus) => string;
  /** What a function has of those consumers of one construct that it runs: the same for all of them. */
  readonly part: (names: readonly string[], facts: Facts) => readonly ConsumerPart[];
};

/** A queue of what was set aside, and is looked at by people. */
export type DeadLetters = {
  /** Its logical id. */
  readonly id: string;
  /** What its alarm is called. */
  readonly name: string;
  readonly description: string;
};

/** What commits are written as, as an option of a function. `access`: how a bucket is reached, where that is not as the AWS SDK finds it. */
export type CommitFormat = (access?: Source) => Source;

/** All that constructs may know of each other. */
export type Facts = {
  readonly deployment: Deployment;
  readonly provider: ProviderSettings;
  readonly sources: readonly StreamSource[];
  readonly executors: readonly Executor[];
  readonly consumers: readonly Consumer[];
  readonly deadLetters: readonly DeadLetters[];
  readonly protection: TableProtection;
  /** Unset: the runtime's default. */
  readonly format?: CommitFormat;
  /** Commands are sent whose ids are kept for ever: by a queue, or by consumers. */
  readonly lastingIds: boolean;
  /** Functions may read the events table as a whole. */
  readonly scans: boolean;
};

/** What one construct adds to them. */
export type OwnFacts = Partial<Omit<Facts, 'deployment' | 'provider' | 'sources'>>;
