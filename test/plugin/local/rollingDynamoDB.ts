import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { localClientConfig } from '../../../plugin/src/local/clientConfig.js';
import { findJar } from '../../../plugin/src/local/jar.js';
import { startJava } from '../../../plugin/src/local/javaChild.js';
import { answersAsDynamoDB } from '../../../plugin/src/local/probe.js';
import { freePort } from '../../dynamodbLocal.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const launcher = fileURLToPath(new URL('DynamoDBWithTestControl.java', import.meta.url));

/** A DynamoDB Local whose shards roll over when told to; `undefined` under a Java that has no compiler to start the launcher with. */
export async function startRollingDynamoDB(): Promise<{ endpoint: string; rollOver(): Promise<void>; stop(): Promise<void> } | undefined> {
  const port = await freePort();
  const endpoint = `http://localhost:${port}`;
  const args = ['-Djava.library.path=./DynamoDBLocal_lib', '-cp', 'DynamoDBLocal.jar', launcher, String(port)];
  const child = startJava(findJar(repository), args, process.env);
  while (!(await answersAsDynamoDB(endpoint))) {
    const end = child.ended();
    if (end && /jdk\.compiler|Could not find or load main class/.test(end.output)) return undefined;
    if (end) throw new Error(end.output);
    await new Promise((done) => setTimeout(done, 50));
  }
  const client = new DynamoDBClient(localClientConfig(endpoint));
  return {
    endpoint,
    async rollOver() {
      await client.send(new PutItemCommand({ TableName: '[TEST_CONTROL]', Item: { ACTION: { S: 'ROLLOVER' } } }));
    },
    async stop() {
      client.destroy();
      await child.stop();
    },
  };
}
