import { expect } from 'chai';
import { batchesOf } from '../../../plugin/src/local/pump/batches.js';
import { lambdaRecord } from '../../../plugin/src/local/pump/record.js';
import { lambdaRecords, streamArn, streamRecord } from './streamFixture.js';

describe('a stream record', () => {
  it("is handed over in Lambda's own JSON", () => {
    const record = lambdaRecord(streamRecord(7), { streamArn, region: 'eu-west-1' });

    expect(JSON.parse(JSON.stringify(record))).to.deep.equal({
      eventID: 'event-7',
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: Date.UTC(2026, 10, 20, 10, 0, 1) / 1000,
        Keys: { stream: { S: 'Item/1' }, version: { N: '7' } },
        NewImage: { stream: { S: 'Item/1' }, version: { N: '7' }, events: { B: 'AQL/' } },
        SequenceNumber: '7',
        SizeBytes: 42,
        StreamViewType: 'NEW_IMAGE',
      },
      eventSourceARN: streamArn,
    });
  });

  it('keeps every type of attribute, binary ones as base64 wherever they are', () => {
    const bytes = new Uint8Array([0, 128]);
    const NewImage = {
      set: { BS: [bytes] },
      map: { M: { inner: { B: bytes }, __proto__x: { BOOL: false } } },
      list: { L: [{ NULL: true as const }, { NS: ['1', '2'] }, { L: [{ B: bytes }] }] },
    };

    const record = lambdaRecord({ dynamodb: { SequenceNumber: '1', NewImage } }, { streamArn, region: 'eu-west-1' });

    expect(JSON.parse(JSON.stringify(record.dynamodb.NewImage))).to.deep.equal({
      set: { BS: ['AIA='] },
      map: { M: { inner: { B: 'AIA=' }, __proto__x: { BOOL: false } } },
      list: { L: [{ NULL: true }, { NS: ['1', '2'] }, { L: [{ B: 'AIA=' }] }] },
    });
  });
});

describe('a batch', () => {
  it('holds no more records than the mapping says', () => {
    expect(batchesOf(lambdaRecords(7), 3).map(({ length }) => length)).to.deep.equal([3, 3, 1]);
  });

  it('holds no more bytes than Lambda takes, but a record at least', () => {
    const records = lambdaRecords(4);
    const size = JSON.stringify(records[0]).length;

    expect(batchesOf(records, 10, size * 2).map(({ length }) => length)).to.deep.equal([2, 2]);
    expect(batchesOf(records, 10, 1).map(({ length }) => length)).to.deep.equal([1, 1, 1, 1]);
  });
});
