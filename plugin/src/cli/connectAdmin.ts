import type { Admin, AwsAccess, ConnectAdmin } from 'serverless-event-sourcing-runtime/model';
import { importEntry } from '../bundle/importEntry.js';
import { eventsTableName, guardsTableName, parkedTableName, snapshotsTableName } from '../cloudformation/naming.js';
import { hasParked } from '../constructs/consumers/consumerTables.js';
import { awsCredentials } from '../framework/credentials.js';
import type { Serverless } from '../framework/types.js';
import { localCredentials } from '../local/clientConfig.js';
import { findDynamoDB } from '../local/findDynamoDB.js';
import { dynamodbSettings } from '../local/settings.js';
import type { AggregateEntry, ServiceModel } from '../model/model.js';
import { adminEntry } from './adminEntry.js';

/** Whose tables: a service's, those of an aggregate among them; `local`: those of the DynamoDB that `serverless offline` uses. */
export type AdminTarget = { readonly model: ServiceModel; readonly aggregate?: AggregateEntry; readonly local: boolean };

/**
 * Connects to the tables of a service with the runtime that the service has installed, as the framework itself would: its region, stage and
 * credentials.
 *
 * @throws UserFault when the service cannot be bundled, or no local DynamoDB answers; the framework's error when it has no credentials.
 */
export const connectAdmin = async (serverless: Serverless, { model, aggregate, local }: AdminTarget): Promise<Admin> => {
  const { serviceDir } = serverless;
  const access = await (local ? localAccess(serverless) : frameworkAccess(serverless));
  const entry = await importEntry({ serviceDir, name: 'admin', source: adminEntry(model), external: model.bundle.external });
  const { connect } = entry as { readonly connect: ConnectAdmin };
  return connect({ ...access, tables: tablesOf(model, aggregate) });
};

const frameworkAccess = async (serverless: Serverless): Promise<AwsAccess> => {
  const credentials = await awsCredentials(serverless);
  return { region: serverless.getProvider('aws').getRegion(), ...(credentials && { credentials }) };
};

const localAccess = async (serverless: Serverless): Promise<AwsAccess & { readonly endpoint: string }> => ({
  region: serverless.getProvider('aws').getRegion(),
  credentials: async () => localCredentials,
  endpoint: await findDynamoDB({ env: process.env, start: dynamodbSettings(serverless).start }),
});

const tablesOf = (model: ServiceModel, aggregate: AggregateEntry | undefined) => ({
  events: eventsTableName(model),
  ...(aggregate?.model.guards && { guards: guardsTableName(model) }),
  ...(aggregate && aggregate.snapshot !== false && { snapshots: snapshotsTableName(model) }),
  ...(hasParked(model) && { parked: parkedTableName(model) }),
});
