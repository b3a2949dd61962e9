import type { AwsCredentials } from 'serverless-event-sourcing-runtime/model';
import type { Serverless } from './types.js';

/** Credentials of AWS SDK 2, which may be a promise of some: a role that is taken on when it is needed. */
type Refreshable = Partial<AwsCredentials> & { getPromise?(): Promise<void>; readonly expireTime?: Date | null };

/**
 * The credentials that the framework deploys with; undefined where it found none, and the AWS SDK may look itself. osls 4 has a provider for the
 * AWS SDK 3; serverless 3 and osls 3 nest those of the AWS SDK 2 in an object; serverless 4 answers with a promise of plain ones.
 *
 * @throws the framework's own error, for a profile that is not there, say
 */
export const awsCredentials = async (serverless: Serverless): Promise<(() => Promise<AwsCredentials>) | undefined> => {
  const provider = serverless.getProvider('aws');
  if (provider.getAwsSdkV3CredentialsProvider) {
    const load = provider.getAwsSdkV3CredentialsProvider();
    await load();
    return load;
  }
  const credentials = nestedOrFlat(await provider.getCredentials());
  const load = async () => plain(credentials);
  return (await load()) && (async () => (await load()) ?? Promise.reject(new Error('The credentials of AWS are not there any more.')));
};

const nestedOrFlat = (given: unknown): Refreshable => {
  if (typeof given !== 'object' || given === null) return {};
  return 'credentials' in given ? nestedOrFlat(given.credentials) : given;
};

const plain = async (credentials: Refreshable): Promise<AwsCredentials | undefined> => {
  await credentials.getPromise?.();
  const { accessKeyId, secretAccessKey, sessionToken, expireTime, expiration = expireTime } = credentials;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }), ...(expiration && { expiration }) };
};
