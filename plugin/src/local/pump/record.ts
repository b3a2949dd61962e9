import type { AttributeValue, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';

/** An attribute value in Lambda's JSON: binary values are base64 text. */
type LambdaAttributeValue = { readonly [type: string]: unknown };

type LambdaImage = { readonly [attribute: string]: LambdaAttributeValue };

/** A stream record as Lambda hands it to a function. */
export type LambdaStreamRecord = {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime?: number;
    readonly Keys?: LambdaImage;
    readonly NewImage?: LambdaImage;
    readonly OldImage?: LambdaImage;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  readonly userIdentity?: { readonly type: string; readonly principalId: string };
  readonly eventSourceARN: string;
};

/** Turns a record of the streams API into Lambda's. */
export function lambdaRecord(record: StreamRecord, { streamArn, region }: { streamArn: string; region: string }): LambdaStreamRecord {
  const {
    ApproximateCreationDateTime: created,
    Keys,
    NewImage,
    OldImage,
    SequenceNumber,
    SizeBytes,
    StreamViewType,
  } = record.dynamodb ?? {};
  if (SequenceNumber === undefined) throw new Error(`A record of ${streamArn} has no sequence number`);
  return {
    eventID: record.eventID ?? '',
    eventName: record.eventName ?? '',
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    dynamodb: {
      ...(created && { ApproximateCreationDateTime: Math.floor(created.getTime() / 1000) }),
      ...(Keys && { Keys: imageOf(Keys) }),
      ...(NewImage && { NewImage: imageOf(NewImage) }),
      ...(OldImage && { OldImage: imageOf(OldImage) }),
      SequenceNumber,
      SizeBytes: SizeBytes ?? 0,
      StreamViewType: StreamViewType ?? '',
    },
    ...(record.userIdentity && {
      userIdentity: { type: record.userIdentity.Type ?? '', principalId: record.userIdentity.PrincipalId ?? '' },
    }),
    eventSourceARN: streamArn,
  };
}

function imageOf(image: Record<string, AttributeValue>): LambdaImage {
  // Not Object.fromEntries onto {}: an attribute may be called __proto__.
  const copy: Record<string, LambdaAttributeValue> = Object.create(null);
  for (const [name, value] of Object.entries(image)) copy[name] = attributeOf(value);
  return copy;
}

function attributeOf(value: AttributeValue): LambdaAttributeValue {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.M !== undefined) return { M: imageOf(value.M) };
  if (value.L !== undefined) return { L: value.L.map(attributeOf) };
  return { ...value };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
