/** DynamoDB Local takes any credentials, but wants some; with `-sharedDb` they make no difference. */
export const localCredentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The region that clients of the local DynamoDB sign with, unless the service says another. */
const localRegion = 'us-east-1';

/**
 * What an SDK client needs to talk to a local DynamoDB. It speaks HTTP/1.1 only, as the clients' own NodeHttpHandler does,
 * which the plain `requestHandler` configures.
 */
export function localClientConfig(endpoint: string, region = localRegion) {
  return {
    endpoint,
    region,
    credentials: localCredentials,
    requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 },
  };
}
