import type { Admin, AdminConnection, AwsAccess, ConnectAdmin } from 'serverless-event-sourcing-runtime/model';
import { importEntry } from '../bundle/importEntry.js';
import { parkedTableId, resourceName } from '../cloudformation/naming.js';
import { awsCredentials } from '../framework/credentials.js';
import type { Serverless } from '../framework/types.js';
import { localCredentials } from '../local/clientConfig.js';
import { findDynamoDB } from '../local/findDynamoDB.js';
import { dynamodbSettings } from '../local/settings.js';
import { printer } from '../pipeline/handlers/print.js';
import type { LoadedService } from '../pipeline/loadedService.js';
import { code, js, runtime } from '../pipeline/source.js';
import { given } from '../values.js';

export type AdminTarget = {
  readonly service: LoadedService;
  /** Further tables that are worked with. */
  readonly tables?: Partial<AdminConnection['tables']>;
  /** Those of the DynamoDB that `serverless offline` uses. */
  readonly local: boolean;
};

/**
 * Connects to the tables of a service with the runtime that the service has installed, as the framework itself would: its region, stage and
 * credentials.
 *
 * @throws UserFault when the service cannot be bundled, or no local DynamoDB answers; the framework's error when it has no credentials.
 */
export const connectAdmin = async (serverless: Serverless, { service, tables, local }: AdminTarget): Promise<Admin> => {
  const { serviceDir } = serverless;
  const access = await (local ? localAccess(serverless) : frameworkAccess(serverless));
  const entry = await importEntry({ serviceDir, name: 'admin', source: adminEntry(service), external: service.external });
  const { connect } = entry as { readonly connect: ConnectAdmin };
  return connect({ ...access, tables: { ...tablesOf(service), ...tables } });
};

/** Source of a module that exports `connect`: the runtime's administration of the service's aggregates. */
const adminEntry = ({ facts: { executors, format } }: LoadedService): string => {
  const { print, imports } = printer([]);
  const definitions = executors.map(({ definition }) => definition.source);
  const options = [js`aggregates: [${definitions}]`, ...(format ? [js`format: (access) => (${format(code('access'))})`] : [])];
  const connect = print(js`${runtime('admin', 'administration')}({ ${options} })`);
  return [...imports(), `export const connect = ${connect};`].join('\n');
};

const frameworkAccess = async (serverless: Serverless): Promise<AwsAccess> => {
  const credentials = await awsCredentials(serverless);
  return { region: serverless.getProvider('aws').getRegion(), ...given({ credentials }) };
};

const localAccess = async (serverless: Serverless): Promise<AwsAccess & { readonly endpoint: string }> => ({
  region: serverless.getProvider('aws').getRegion(),
  credentials: async () => localCredentials,
  endpoint: await findDynamoDB({ env: process.env, start: dynamodbSettings(serverless).start }),
});

const tablesOf = ({ facts: { deployment }, resources }: LoadedService): AdminConnection['tables'] => ({
  events: resourceName(deployment, 'events'),
  ...(parkedTableId in resources && { parked: resourceName(deployment, 'parked') }),
});
