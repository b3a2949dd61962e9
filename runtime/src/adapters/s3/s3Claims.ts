import { type Claims, claims } from '../dynamodb/events/claim.js';
import { type S3BlobStoreOptions, s3BlobStore } from './s3BlobStore.js';

/** Claims on what a bucket keeps, for functions that the plugin generates: those of a service without one bundle neither S3's client nor claims. */
export const s3Claims = (options: S3BlobStoreOptions): Claims => claims(s3BlobStore(options));
