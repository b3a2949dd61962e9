import type { _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import type { LambdaStreamRecord } from '../../../plugin/src/local/pump/record.js';
import { lambdaRecord } from '../../../plugin/src/local/pump/record.js';

export const streamArn = 'arn:aws:dynamodb:ddblocal:000000000000:table/events/stream/2026-11-20T10:00:00.000';

/** A record as the streams API answers it, with this sequence number. */
export function streamRecord(sequenceNumber: number): StreamRecord {
  return {
    eventID: `event-${sequenceNumber}`,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'ddblocal',
    dynamodb: {
      ApproximateCreationDateTime: new Date('2026-11-20T10:00:01.700Z'),
      Keys: { stream: { S: 'Item/1' }, version: { N: String(sequenceNumber) } },
      NewImage: { stream: { S: 'Item/1' }, version: { N: String(sequenceNumber) }, events: { B: new Uint8Array([1, 2, 255]) } },
      SequenceNumber: String(sequenceNumber),
      SizeBytes: 42,
      StreamViewType: 'NEW_IMAGE',
    },
  };
}

/** Records in Lambda's JSON, with the sequence numbers 1 to `count`. */
export function lambdaRecords(count: number): LambdaStreamRecord[] {
  return Array.from({ length: count }, (_, index) => lambdaRecord(streamRecord(index + 1), { streamArn, region: 'eu-west-1' }));
}

/** Polls until the condition holds; throws after the deadline. */
export async function eventually(condition: () => boolean | Promise<boolean>, milliseconds = 240_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Did not come true within ${milliseconds} ms: ${condition}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
