import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Log } from '../../framework/types.js';
import type { Invoke } from './deliver.js';
import type { RecordFilter } from './filter.js';
import type { Positions } from './positions.js';

/** One function fed by one stream, with all that it takes to do so. */
export type Mapping = {
  readonly functionName: string;
  readonly tableName: string;
  readonly streamArn: string;
  /** What the records say in `awsRegion`. */
  readonly region: string;
  readonly batchSize: number;
  readonly passes: RecordFilter;
  readonly positions: Positions;
  readonly streams: DynamoDBStreamsClient;
  readonly invoke: Invoke;
  readonly log: Pick<Log, 'warning'>;
  readonly signal: AbortSignal;
  /** Waits, or returns at once when the pump stops; keeps no process alive. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds between two looks at a shard that had nothing new. */
  readonly pollInterval: number;
  /** Milliseconds between two lists of the shards. */
  readonly listInterval: number;
};
