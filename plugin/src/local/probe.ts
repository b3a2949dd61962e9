import { connect } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { localClientConfig } from './clientConfig.js';

/** Whether something accepts connections there. */
export function listens(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port });
    const answer = (listening: boolean) => {
      socket.destroy();
      done(listening);
    };
    socket.setTimeout(2000, () => answer(false));
    socket.on('connect', () => answer(true));
    socket.on('error', () => answer(false));
  });
}

/** Whether what listens there is a DynamoDB: it lists its tables within two seconds. */
export async function answersAsDynamoDB(endpoint: string): Promise<boolean> {
  const client = new DynamoDBClient({ ...localClientConfig(endpoint), maxAttempts: 1 });
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }), { abortSignal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  } finally {
    client.destroy();
  }
}
