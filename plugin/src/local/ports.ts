import { UserFault } from '../userFault.js';
import { listens } from './probe.js';
import type { OfflineAddress } from './settings.js';

/** Throws a `UserFault` if serverless-offline could not listen: its own message is a stack trace. */
export async function assertPortsAreFree({ host, httpPort, lambdaPort }: OfflineAddress): Promise<void> {
  for (const [option, port] of Object.entries({ httpPort, lambdaPort })) {
    if (!(await listens(host, port))) continue;
    throw new UserFault({
      code: 'OFFLINE_PORT_TAKEN',
      message: `Port ${port} for serverless-offline is taken: stop what listens there, or set custom.serverless-offline.${option} (or --${option}) to a free port.`,
    });
  }
}
