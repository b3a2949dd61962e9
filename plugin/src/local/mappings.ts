import { functionName } from '../cloudformation/naming.js';
import type { CloudFormationResource } from '../cloudformation/values.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import { recordOf } from '../values.js';
import type { QueueConsumer } from './queues/localQueues.js';

/** A function that is fed by a table's stream, as its event source mapping has it. */
export type StreamConsumer = {
  /** Key in `service.functions`. */
  readonly functionKey: string;
  /** Name of the deployed function: `<service>-<stage>-<key>`. */
  readonly functionName: string;
  readonly tableName: string;
  readonly batchSize: number;
  /** Lambda's filter patterns: a record passes if any of them matches. None: all pass. */
  readonly filterPatterns: readonly object[];
};

/* The mappings that the template's functions have, for those who have to do without CloudFormation. */

/** From streams of tables to functions. */
export const streamConsumers = (service: LoadedService): StreamConsumer[] =>
  mappingsOf(service, 'stream').flatMap(({ functionKey, functionName, source, event }) => {
    const tableName = source?.Properties.TableName;
    const { batchSize, filterPatterns } = event;
    if (typeof tableName !== 'string') return [];
    return [
      {
        functionKey,
        functionName,
        tableName,
        batchSize: Number(batchSize),
        filterPatterns: Array.isArray(filterPatterns) ? filterPatterns : [],
      },
    ];
  });

/** From the service's own FIFO queues to functions. */
export const queueConsumers = (service: LoadedService): QueueConsumer[] =>
  mappingsOf(service, 'sqs').flatMap(({ functionName, sourceId, source, event }) => {
    const { QueueName: queueName, FifoQueue: fifo, RedrivePolicy: redrive } = source?.Properties ?? {};
    if (typeof queueName !== 'string' || fifo !== true) return [];
    // Where nothing is ever set aside, what keeps failing for its event's fault is parked.
    const { maxReceiveCount = Number.MAX_SAFE_INTEGER } = recordOf(redrive);
    return [{ queueId: sourceId, queueName, functionName, batchSize: Number(event.batchSize), maxReceiveCount: Number(maxReceiveCount) }];
  });

type Mapping = {
  readonly functionKey: string;
  readonly functionName: string;
  readonly event: Readonly<Record<string, unknown>>;
  readonly sourceId: string;
  /** Undefined for one that is not the template's. */
  readonly source: CloudFormationResource | undefined;
};

const mappingsOf = ({ functions, resources, facts }: LoadedService, type: 'stream' | 'sqs'): Mapping[] =>
  Object.entries(functions).flatMap(([functionKey, { events }]) =>
    events.flatMap(({ [type]: mapped }) => {
      if (mapped === undefined) return [];
      const event = recordOf(mapped);
      const { 'Fn::GetAtt': attribute } = recordOf(event.arn);
      const sourceId = Array.isArray(attribute) ? String(attribute[0]) : '';
      return [{ functionKey, functionName: functionName(facts.deployment, functionKey), event, sourceId, source: resources[sourceId] }];
    }),
  );
