import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { VersionedRecords } from '../../../projections/slots/versionedRecords.js';
import { storeError } from '../../aws/storeError.js';

const isNew = 'attribute_not_exists(#stream)';
const isAsSeen = '#revision = :seen';

/** A name that no consumer has. */
const notesOf = 'rebuilds';

/** Versioned records in the table of parked streams, which every service with projections has. */
export function dynamoDBVersionedRecords(client: DynamoDBDocumentClient, tableName: string): VersionedRecords {
  const keyOf = (name: string) => ({ consumer: notesOf, stream: name });
  return {
    async load(name) {
      const { Item } = await client
        .send(new GetCommand({ TableName: tableName, Key: keyOf(name), ConsistentRead: true }))
        .catch((error: unknown) => Promise.reject(storeError(error, tableName)));
      return typeof Item?.note === 'string' ? { revision: Number(Item.revision), value: JSON.parse(Item.note) } : undefined;
    },

    async save(name, value, seen) {
      const revision = (seen ?? 0) + 1;
      const note = JSON.stringify(value);
      const put = {
        TableName: tableName,
        Item: { ...keyOf(name), revision, note },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
        ...(seen === undefined
          ? { ConditionExpression: isNew, ExpressionAttributeNames: { '#stream': 'stream' } }
          : {
              ConditionExpression: isAsSeen,
              ExpressionAttributeNames: { '#revision': 'revision' },
              ExpressionAttributeValues: { ':seen': seen },
            }),
      };
      try {
        await client.send(new PutCommand(put));
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw storeError(error, tableName);
        // An earlier try of the same request may have been stored, and its answer lost.
        return error.Item?.revision?.N === String(revision) && error.Item.note?.S === note;
      }
    },
  };
}
