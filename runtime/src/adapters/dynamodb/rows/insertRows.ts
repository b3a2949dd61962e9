import type { BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mapConcurrently } from '../../../stream/concurrency.js';
import { type Item, rowBytes } from './rowItem.js';

/** The result for a new item: it was put, or there was one already; undefined for any other failure, which a single put will report. */
export type Inserted = 'inserted' | 'taken' | 'unknown';

/** Most statements of a BatchExecuteStatement. */
const mostStatements = 25;
/** Bytes of items in one request: far below what a request may have. */
const mostBytes = 1_000_000;

/**
 * Puts new items, many to a request, each on condition that there is none with its key: what a BatchWriteItem cannot do, which would put an
 * older row over one that a live event has made. Each costs what a put costs.
 */
export async function insertItems(client: DynamoDBDocumentClient, tableName: string, items: readonly Item[]): Promise<readonly Inserted[]> {
  const results = await mapConcurrently(batchesOf(items), async (batch): Promise<readonly Inserted[]> => {
    try {
      const Statements = batch.map((item) => ({ Statement: statementOf(tableName, item), Parameters: Object.values(item) }));
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      return batch.map((_, index) => outcomeOf(Responses[index]));
    } catch {
      // Nothing is lost: a single put of the row meets the same failure, and reports it for that row alone.
      return batch.map((): Inserted => 'unknown');
    }
  });
  return results.flat();
}

function outcomeOf(response: BatchStatementResponse | undefined): Inserted {
  if (response && !response.Error) return 'inserted';
  return response?.Error?.Code === 'DuplicateItem' ? 'taken' : 'unknown';
}

/** Names of attributes come from indexes, whose names hold no quote. */
const statementOf = (tableName: string, item: Item): string =>
  `INSERT INTO "${tableName}" VALUE {${Object.keys(item)
    .map((name) => `'${name}':?`)
    .join(',')}}`;

function batchesOf(items: readonly Item[]): Item[][] {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = rowBytes(item);
    const last = batches.at(-1);
    if (last && last.length < mostStatements && bytes + size <= mostBytes) {
      last.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
}
