export { type S3BlobStoreOptions, s3BlobStore } from './s3BlobStore.js';
export { s3Claims } from './s3Claims.js';
