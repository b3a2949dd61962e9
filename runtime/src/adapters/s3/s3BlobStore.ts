import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { BlobStore } from '../../eventStore/blobStore.js';
import { storeError } from '../aws/storeError.js';

export type S3BlobStoreOptions = {
  readonly bucket: string;
  /** What keys begin with, such as `events/`. Default: nothing. */
  readonly prefix?: string;
  /** Default: a client that is made when it is first needed. */
  readonly client?: S3Client;
  /** Region and credentials of the default client. Default: as the AWS SDK finds them. */
  readonly access?: Pick<S3ClientConfig, 'region' | 'credentials'>;
};

/**
 * Blobs as objects of an S3 bucket. Without the permission to list the bucket, S3 reports a missing object as `AccessDenied`.
 */
export function s3BlobStore({ bucket, prefix = '', client: given, access = {} }: S3BlobStoreOptions): BlobStore {
  let made = given;
  const client = () => {
    made ??= new S3Client(access);
    return made;
  };
  const failed = (error: unknown) => Promise.reject(storeError(error, bucket, 'Bucket'));

  return {
    async put(key, bytes) {
      await client()
        .send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}${key}`, Body: bytes }))
        .catch(failed);
    },

    async get(key) {
      try {
        const { Body } = await client().send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}${key}` }));
        return await Body?.transformToByteArray();
      } catch (error) {
        return error instanceof NoSuchKey ? undefined : failed(error);
      }
    },
  };
}
