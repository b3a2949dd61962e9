import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { defined } from '../../../domain/defined.js';
import { streamName } from '../../../domain/stream.js';
import type { StreamList } from '../../../eventStore/streamList.js';
import { storeError } from '../../aws/storeError.js';
import type { CommitItem } from './commitItem.js';

// Each stream has one item of version 1: nothing needs to be remembered to tell which were seen.
const isFirstCommit = '#version = :first AND begins_with(#stream, :prefix)';

/**
 * Lists streams by a scan of the events table: all of it is read and paid for, whatever the aggregate. Consistent, so that a stream that was
 * created just before is listed.
 */
export function dynamoDBStreamList({ client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string }): StreamList {
  return {
    async *list(aggregate, { index, of } = { index: 0, of: 1 }) {
      let start: CommitItem | undefined;
      do {
        const page = await client
          .send(
            new ScanCommand({
              TableName: tableName,
              ConsistentRead: true,
              Segment: index,
              TotalSegments: of,
              FilterExpression: isFirstCommit,
              ProjectionExpression: '#stream',
              ExpressionAttributeNames: { '#stream': 'stream', '#version': 'version' },
              ExpressionAttributeValues: { ':first': { N: '1' }, ':prefix': { S: streamName(aggregate, '') } },
              ...defined({ ExclusiveStartKey: start }),
            }),
          )
          .catch((error) => Promise.reject(storeError(error, tableName)));
        yield (page.Items ?? []).flatMap(({ stream }) => stream?.S ?? []);
        start = page.LastEvaluatedKey;
      } while (start);
    },
  };
}
