import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { s3BlobStore } from '../../../runtime/src/adapters/s3/index.js';
import { dynamoDBEventStore, type EventStore } from '../../../runtime/src/index.js';
import { all, commit, opened } from '../../runtime/commitBuilders.js';
import { createEventsTable, databaseClient } from '../../testTables.js';
import { awsSettings } from '../endpoints.js';
import { unique } from '../publishers/published.js';

/** More than an item of DynamoDB holds, and nothing that compresses. */
const large = () => opened(randomBytes(750_000).toString('base64'));

describe('Commits that are too large for an item, in S3', function () {
  this.timeout(60_000);
  let s3: S3Client;
  let bucket: string;
  let store: EventStore;

  before(async () => {
    s3 = new S3Client({ ...awsSettings(), forcePathStyle: true });
    bucket = unique('large-commits');
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const client = await databaseClient();
    store = await storeOn(bucket, client);
  });

  const storeOn = async (name: string, client: Awaited<ReturnType<typeof databaseClient>>): Promise<EventStore> =>
    dynamoDBEventStore({
      client,
      tableName: await createEventsTable(client),
      claimCheck: s3BlobStore({ bucket: name, prefix: 'events/', client: s3 }),
    });
  const keys = async (Prefix: string): Promise<string[]> => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
    return Contents.map(({ Key = '' }) => Key);
  };

  it('are read as they were written, whatever their stream is called, and small ones beside them are in the table', async () => {
    const stream = 'Account/ä 😀 %2F+&=?#';
    const commits = [commit(stream, 1, [large()]), commit(stream, 2, [opened('Ann')]), commit(stream, 3, [large()])];

    for (const one of commits) expect(await store.append(one)).to.deep.equal({ status: 'appended' });

    expect(await all(store.read(stream))).to.deep.equal(commits);
    expect(await keys('events/Account/')).to.have.length(2);
  });

  it('say who came first, to whom comes second', async () => {
    const [first, second] = ['first', 'second'].map((commandId) => commit('Account/twice', 1, [large()], { commandId }));
    if (!first || !second) throw new Error('There are two commits.');

    await store.append(first);

    expect(await store.append(second)).to.deep.equal({ status: 'versionTaken', by: first });
    expect(await all(store.read('Account/twice'))).to.deep.equal([first]);
  });

  it('fail their readers where the object is gone, and do not read as an empty stream', async () => {
    await store.append(commit('Account/lost', 1, [large()]));
    const [Key = expect.fail(), ...others] = await keys('events/Account/lost');
    expect(others).to.deep.equal([]);

    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    const error: unknown = await all(store.read('Account/lost')).catch((thrown: unknown) => thrown);

    expect(error).to.be.an('error').with.property('message').that.includes('Account/lost');
  });

  it('are not stored at all where the bucket is not there', async () => {
    const nowhere = await storeOn(unique('nowhere'), await databaseClient());

    const error: unknown = await nowhere.append(commit('Account/1', 1, [large()])).catch((thrown: unknown) => thrown);

    expect(error).to.include({ code: 'StoreRefused' });
    expect(await all(nowhere.read('Account/1'))).to.deep.equal([]);
  });
});
