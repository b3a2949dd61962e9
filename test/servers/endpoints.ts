import { readRunning } from './main/running.js';
import { type ServerName, servers, variableOf } from './main/servers.js';

/** Where a server is that `test/servers/up` started. @throws Error if it is not up: no test passes it over */
export function endpointOf(name: ServerName): string {
  const endpoint = process.env[variableOf(name)] ?? readRunning()?.endpoints.get(name);
  if (endpoint !== undefined) return endpoint;
  throw new Error(`${servers[name].name} is not up: run \`npm run test:servers\`, or start it with \`test/servers/up ${name}\`.`);
}

/** What every client of an AWS service is told, to talk to moto. */
export const awsSettings = () => ({
  endpoint: endpointOf('aws'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
