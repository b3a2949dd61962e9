// Run as a process of its own: starts a DynamoDB Local, tells where, and ends as its argument says.
import { startDynamoDBLocal } from '../../dynamodbLocal.js';

const [ending] = process.argv.slice(2);

startDynamoDBLocal().then(({ endpoint }) => {
  process.stdout.write(`${endpoint}\n`);
  if (ending === 'throws') throw new Error('another hook failed');
  if (ending === 'exits') setTimeout(() => process.exit(3), 100);
  // Otherwise nothing is left to do, and a signal comes before long, or this process ends by itself.
  if (ending === 'waits') setTimeout(() => undefined, 30_000);
});
