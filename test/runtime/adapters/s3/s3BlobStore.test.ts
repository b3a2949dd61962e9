import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { s3BlobStore } from '../../../../runtime/src/adapters/s3/index.js';
import type { BlobStore } from '../../../../runtime/src/index.js';
import { caught } from '../../caught.js';

/** As much of S3 as is asked here: objects of a bucket, and refusals by the key. */
function fakeS3(): { readonly server: Server; readonly objects: Map<string, Buffer> } {
  const objects = new Map<string, Buffer>();
  const faults: Readonly<Record<string, number>> = { AccessDenied: 403, SlowDown: 503, InternalError: 500 };
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname);
    const fail = (status: number, code: string) =>
      response
        .writeHead(status, { 'content-type': 'application/xml' })
        .end(`<Error><Code>${code}</Code><Message>${code}.</Message></Error>`);
    const fault = Object.keys(faults).find((code) => path.endsWith(code));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    if (fault) return fail(faults[fault] ?? 500, fault);
    if (request.method === 'PUT') {
      objects.set(path, Buffer.concat(chunks));
      return response.writeHead(200).end();
    }
    const found = objects.get(path);
    return found ? response.writeHead(200).end(found) : fail(404, 'NoSuchKey');
  });
  return { server, objects };
}

describe('the blob store in S3', () => {
  const { server, objects } = fakeS3();
  let client: S3Client;
  let store: BlobStore;

  before((done) => {
    server.listen(0, '127.0.0.1', () => {
      client = new S3Client({
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        region: 'eu-west-1',
        forcePathStyle: true,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
      store = s3BlobStore({ bucket: 'large', prefix: 'events/', client });
      done();
    });
  });
  after((done) => {
    client.destroy();
    server.close(done);
    server.closeAllConnections();
  });

  it('gives back the bytes of a key, from an object under the prefix', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128]);

    await store.put('Account/4%202/7/abc', bytes);

    expect(Buffer.from((await store.get('Account/4%202/7/abc')) ?? [])).to.deep.equal(bytes);
    expect([...objects.keys()]).to.deep.equal(['/large/events/Account/4%202/7/abc']);
  });

  it('has nothing under a key that was not put', async () => {
    expect(await store.get('nothing')).to.equal(undefined);
  });

  for (const [fault, code] of [
    ['AccessDenied', 'StoreRefused'],
    ['SlowDown', 'StoreThrottled'],
    ['InternalError', 'StoreUnavailable'],
  ] as const) {
    it(`tells ${fault} as ${code}, of the bucket`, async () => {
      const errors = [await caught(store.put(fault, Buffer.from('x'))), await caught(store.get(fault))];

      for (const error of errors) {
        expect(error).to.include({ code });
        expect(error.message).to.include('Bucket large');
      }
    });
  }
});
