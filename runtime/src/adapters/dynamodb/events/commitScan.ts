import { DescribeTableCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Commit } from '../../../domain/commit.js';
import { defined } from '../../../domain/defined.js';
import { streamName } from '../../../domain/stream.js';
import type { CommitScan } from '../../../eventStore/commitScan.js';
import { decodeCursor, encodeCursor } from '../../../projections/rows/cursor.js';
import { storeError } from '../../aws/storeError.js';
import type { CommitCodec } from './commitCodec.js';
import type { CommitItem } from './commitItem.js';
import { atFirst, uncopied } from './uncopied.js';

/** Commits whose events are kept elsewhere that are in memory at once: each has more than 400 KB. */
const mostClaimed = 10;

export type DynamoDBCommitScanOptions = { readonly client: DynamoDBClient; readonly tableName: string; readonly codec: CommitCodec };

/**
 * All commits by a scan of the events table, a megabyte at a time, at the price of a consistent read: an event that was answered before is
 * among them. A stream's commits lie together and in order.
 */
export function dynamoDBCommitScan({ client, tableName, codec: { decode } }: DynamoDBCommitScanOptions): CommitScan {
  const failed = (error: unknown) => Promise.reject(storeError(error, tableName));

  async function* decoded(items: readonly CommitItem[]): AsyncGenerator<readonly Commit[]> {
    let claimed = 0;
    let commits: Commit[] = [];
    for (const item of items) {
      const commit = decode(item);
      commits.push(commit instanceof Promise ? await commit : commit);
      claimed += item.claim ? 1 : 0;
      if (claimed < mostClaimed) continue;
      yield commits;
      claimed = 0;
      commits = [];
    }
    if (commits.length > 0) yield commits;
  }

  return {
    async page({ index, of }, { aggregates, from, limit }) {
      const scan = new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        Segment: index,
        TotalSegments: of,
        FilterExpression: aggregates.map((_, at) => `begins_with(#stream, :prefix${at})`).join(' OR '),
        ExpressionAttributeNames: { '#stream': 'stream' },
        ExpressionAttributeValues: Object.fromEntries(aggregates.map((name, at) => [`:prefix${at}`, { S: streamName(name, '') }])),
        ...defined({ Limit: limit }),
        ...(from === undefined ? {} : { ExclusiveStartKey: startOf(from) }),
      });
      scan.middlewareStack.add(uncopied, atFirst);
      const { Items = [], ScannedCount = 0, LastEvaluatedKey } = await client.send(scan).catch(failed);
      return { commits: decoded(Items), passed: ScannedCount, ...defined({ next: LastEvaluatedKey && cursorOf(LastEvaluatedKey) }) };
    },

    async size() {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName })).catch(failed);
      return Table?.ItemCount ?? 0;
    },
  };
}

const cursorOf = ({ stream, version }: CommitItem): string => encodeCursor({ key: stream?.S ?? '', sort: Number(version?.N) });

function startOf(cursor: string): CommitItem {
  const { key, sort } = decodeCursor(cursor, 'N');
  return { stream: { S: key }, version: { N: String(sort) } };
}
