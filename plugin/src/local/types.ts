import type { BuildOptions } from 'esbuild';
import type { CloudFormationResource } from '../cloudformation/values.js';
import type { Log, Serverless } from '../framework/types.js';
import type { ServiceModel } from '../model/model.js';
import type { QueueConsumer } from './queues/localQueues.js';

/** A function that is fed by a table's stream, as its event source mapping has it. */
type StreamConsumer = {
  /** Key in `service.functions`. */
  readonly functionKey: string;
  /** Name of the deployed function: `<service>-<stage>-<key>`. */
  readonly functionName: string;
  readonly tableName: string;
  readonly batchSize: number;
  /** Lambda's filter patterns: a record passes if any of them matches. None: all pass. */
  readonly filterPatterns: readonly object[];
};

export type StartLocalOptions = {
  readonly serverless: Serverless;
  readonly serviceDir: string;
  readonly log: Log;
  readonly model: ServiceModel;
  /** The template's own resources by logical id; the tables are among them. */
  readonly resources: Readonly<Record<string, CloudFormationResource>>;
  readonly consumers: readonly StreamConsumer[];
  /** The FIFO queues, each with its function. */
  readonly queues: readonly QueueConsumer[];
  /** Name of the function that is told of deadlines; undefined where there are none. */
  readonly deadlines: string | undefined;
  /** The build of the handlers, for `esbuild.context(...).watch()`. */
  readonly buildOptions: () => BuildOptions;
};
