import type { ProviderSettings } from '../cloudformation/providerSettings.js';
import type { CloudFormationValue } from '../cloudformation/values.js';
import { recordOf } from '../values.js';
import type { Serverless, Service } from './types.js';

/** Newest first in what AWS supports for long: the default where the user chose none. */
const defaultRuntime = 'nodejs22.x';

/** The provider's runtime if it is a Node that the runtime package runs on; the frameworks' own defaults differ. */
export const providerRuntime = ({ service }: Serverless): string => {
  const { runtime } = service.provider;
  const major = typeof runtime === 'string' ? Number(/^nodejs(\d+)\.x$/.exec(runtime)?.[1]) : Number.NaN;
  return major >= 20 ? String(runtime) : defaultRuntime;
};

export const providerSettings = ({ service }: Serverless): ProviderSettings => {
  const { provider } = service;
  const role = recordOf(recordOf(provider.iam).role);
  const boundary = role.permissionsBoundary ?? role.permissionBoundary ?? provider.rolePermissionsBoundary;
  return {
    ...(typeof role.path === 'string' && { rolePath: role.path }),
    ...(isTemplateValue(boundary) && { permissionsBoundary: boundary }),
    ...(isTemplateValue(provider.kmsKeyArn) && { kmsKeyArn: provider.kmsKeyArn }),
    // The framework itself leaves an empty object there.
    vpc: Object.keys(recordOf(provider.vpc)).length > 0,
    tracing: Boolean(recordOf(provider.tracing).lambda),
  };
};

/** What the provider tells all functions. */
export const providerEnvironment = ({ provider }: Service): Readonly<Record<string, unknown>> => recordOf(provider.environment);

const isTemplateValue = (value: unknown): value is CloudFormationValue =>
  typeof value === 'string' || (typeof value === 'object' && value !== null && !Array.isArray(value));
