import { type DynamoDBClient, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { StreamTip, StreamTips } from '../../../eventStore/streamTips.js';
import { decodeCursor, encodeCursor } from '../../../projections/rows/cursor.js';
import { storeError } from '../../aws/storeError.js';
import { decodeTip } from './commitItem.js';

/** Beyond the version of any commit: whatever is left of a stream lies before it. */
const beyondAll = Number.MAX_SAFE_INTEGER;

const names = { '#stream': 'stream', '#version': 'version', '#last': 'last', '#at': 'at' };
const projection = Object.keys(names).join(', ');

/**
 * Streams and their last commits by a scan of the events table, a page of it at a time: all of it is read and paid for, at half the price of a
 * consistent one. A stream's commits lie together and in order, so the last that a page shows is its last, but for the page's end: there
 * the stream is asked, and the next page begins behind it.
 */
export function dynamoDBStreamTips({ client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string }): StreamTips {
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));

  async function tipOf(stream: string): Promise<StreamTip | undefined> {
    const { Items = [] } = await client
      .send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: '#stream = :stream',
          ProjectionExpression: projection,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':stream': { S: stream } },
          ScanIndexForward: false,
          Limit: 1,
        }),
      )
      .catch(failed);
    return Items.map(decodeTip)[0];
  }

  const after = (stream: string): string => encodeCursor({ key: stream });

  return {
    after,

    async tips({ index, of }, from) {
      const start = from === undefined ? undefined : decodeCursor(from, undefined).key;
      const { Items = [], LastEvaluatedKey } = await client
        .send(
          new ScanCommand({
            TableName: tableName,
            Segment: index,
            TotalSegments: of,
            ProjectionExpression: projection,
            ExpressionAttributeNames: names,
            ...(start === undefined ? {} : { ExclusiveStartKey: { stream: { S: start }, version: { N: String(beyondAll) } } }),
          }),
        )
        .catch(failed);
      const tips = new Map(Items.map((item) => [item.stream?.S ?? '', decodeTip(item)]));
      const cut = LastEvaluatedKey?.stream?.S;
      if (cut === undefined) return { tips: [...tips.values()] };
      const tip = await tipOf(cut);
      if (tip) tips.set(cut, tip);
      return { tips: [...tips.values()], next: after(cut) };
    },
  };
}
