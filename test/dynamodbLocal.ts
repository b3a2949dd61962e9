import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { provideDynamoDB } from '../plugin/src/local/dynamodbLocal.js';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Starts a fresh DynamoDB Local, in memory, on a free port; it dies with the test's process at the latest. */
export async function startDynamoDBLocal(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { DYNAMODB_ENDPOINT: _, ...env } = process.env;
  return provideDynamoDB({ serviceDir: repository, env, start: { port: await freePort() }, shared: false });
}

/** The variable that holds the endpoint of the DynamoDB Local of a run: `startSharedDynamoDB.ts` sets it before mocha starts its workers. */
export const sharedEndpointVariable = 'TEST_DYNAMODB_ENDPOINT';

let own: ReturnType<typeof startDynamoDBLocal> | undefined;

/**
 * Endpoint of the one DynamoDB Local that all tests of a run share, under table names of their own. A file that is run by itself starts one,
 * which ends with the process.
 */
export async function sharedDynamoDB(): Promise<string> {
  const shared = process.env[sharedEndpointVariable];
  if (shared) return shared;
  own ??= startDynamoDBLocal();
  return (await own).endpoint;
}
