import { sharedEndpointVariable, startDynamoDBLocal } from './dynamodbLocal.js';

let database: Awaited<ReturnType<typeof startDynamoDBLocal>> | undefined;

/** Run by mocha once, before it starts its workers, which inherit the variable. */
export async function mochaGlobalSetup(): Promise<void> {
  database = await startDynamoDBLocal();
  process.env[sharedEndpointVariable] = database.endpoint;
}

/** Run by mocha once, when all workers are done. */
export async function mochaGlobalTeardown(): Promise<void> {
  await database?.stop();
}
