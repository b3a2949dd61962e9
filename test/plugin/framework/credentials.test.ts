import { expect } from 'chai';
import { awsCredentials } from '../../../plugin/src/framework/credentials.js';
import type { Provider, Serverless } from '../../../plugin/src/framework/types.js';

const keys = { accessKeyId: 'id', secretAccessKey: 'secret' };

const loaded = async (provider: Pick<Provider, 'getCredentials' | 'getAwsSdkV3CredentialsProvider'>) => {
  const getProvider = () => ({ getStage: () => 'dev', getRegion: () => 'us-east-1', ...provider });
  const load = await awsCredentials({ getProvider } as Partial<Serverless> as Serverless);
  return load?.();
};

describe("the framework's credentials", () => {
  it('are found where each framework has them', async () => {
    const nested = await loaded({ getCredentials: () => ({ credentials: keys, region: 'us-east-1' }) });
    const flat = await loaded({ getCredentials: async () => ({ ...keys, sessionToken: 'token' }) });
    const provided = await loaded({ getCredentials: () => expect.fail(), getAwsSdkV3CredentialsProvider: () => async () => keys });

    expect(nested).to.deep.equal(keys);
    expect(flat).to.deep.equal({ ...keys, sessionToken: 'token' });
    expect(provided).to.deep.equal(keys);
  });

  it('are asked for again each time, as those of a role have to be', async () => {
    let taken = 0;
    const expireTime = new Date('2026-01-01T00:00:00Z');
    const role = {
      accessKeyId: '',
      secretAccessKey: '',
      expireTime,
      async getPromise() {
        taken += 1;
        Object.assign(this, { accessKeyId: `id-${taken}`, secretAccessKey: 'secret' });
      },
    };

    const credentials = await loaded({ getCredentials: () => ({ credentials: role }) });

    expect(credentials).to.deep.equal({ accessKeyId: 'id-2', secretAccessKey: 'secret', expiration: expireTime });
  });

  it("are left to the AWS SDK where there are none, and an error is the framework's own", async () => {
    const none = await loaded({ getCredentials: () => ({}) });
    const failing = loaded({
      getCredentials: () => expect.fail(),
      getAwsSdkV3CredentialsProvider: () => () => Promise.reject(new Error('no profile')),
    });

    expect(none).to.equal(undefined);
    expect(await failing.catch(({ message }: Error) => message)).to.equal('no profile');
  });
});
