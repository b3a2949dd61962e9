import { SQSClient } from '@aws-sdk/client-sqs';
import { type LocalQueues, openQueues } from '../../../../plugin/src/local/queues/localQueues.js';

export type Delivered = { readonly group: string; readonly deduplicationId: string; readonly body: string };

/** Something that a client of SQS does not survive: an entry of a batch that is refused, or a whole request. */
export type Fault = (entries: readonly { readonly Id?: string; readonly MessageBody?: string }[]) => readonly string[] | Error | undefined;

/** A queue in this process, as offline, and a client whose requests may be made to fail. */
export async function localQueue(): Promise<{
  readonly queues: LocalQueues;
  readonly queueUrl: string;
  readonly clientWith: (fault: Fault) => SQSClient;
  readonly delivered: Delivered[];
  readonly requests: number[];
  readonly stop: () => Promise<void>;
}> {
  const consumer = { queueId: 'Queue', queueName: 'commands.fifo', functionName: 'commands', batchSize: 10, maxReceiveCount: 3 };
  const queues = await openQueues({ consumers: [consumer], region: 'eu-west-1', port: { preferred: 0 } });
  const clients: SQSClient[] = [];
  const delivered: Delivered[] = [];
  const requests: number[] = [];
  const clientWith = (fault: Fault): SQSClient => {
    const client = new SQSClient({
      endpoint: queues.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    client.middlewareStack.add(
      (next) => async (args) => {
        const { Entries = [] } = args.input as { Entries?: { Id: string }[] };
        requests.push(Entries.length);
        const failure = fault(Entries);
        if (failure instanceof Error) throw failure;
        if (failure === undefined || failure.length === 0) return next(args);
        const taken = { ...args, input: { ...args.input, Entries: Entries.filter(({ Id }) => !failure.includes(Id)) } };
        const Failed = failure.map((Id) => ({ Id, Code: 'InternalError', Message: 'try again', SenderFault: false }));
        if (taken.input.Entries.length === 0) return { response: {}, output: { $metadata: {}, Successful: [], Failed } };
        const result = await next(taken);
        return { ...result, output: { ...result.output, Failed } };
      },
      { step: 'initialize', priority: 'high' },
    );
    clients.push(client);
    return client;
  };
  queues.start({
    async invoke(_, { Records }) {
      type LambdaRecord = {
        readonly body: string;
        readonly attributes: { readonly MessageGroupId: string; readonly MessageDeduplicationId: string };
      };
      for (const { body, attributes } of Records as readonly LambdaRecord[]) {
        delivered.push({ body, group: attributes.MessageGroupId, deduplicationId: attributes.MessageDeduplicationId });
      }
      return { response: null };
    },
    warn: () => {},
  });
  return {
    queues,
    queueUrl: queues.urls.get('Queue') ?? '',
    clientWith,
    delivered,
    requests,
    async stop() {
      for (const client of clients) client.destroy();
      await queues.stop();
    },
  };
}
