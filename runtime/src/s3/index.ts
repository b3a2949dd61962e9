export { type S3BlobStoreOptions, s3BlobStore } from './s3BlobStore.js';
