import type { CloudFormationValue } from './values.js';

/** What of the `provider` block the roles have to follow. */
export type ProviderSettings = {
  readonly rolePath?: string;
  readonly permissionsBoundary?: CloudFormationValue;
  /** Functions run in a VPC. */
  readonly vpc: boolean;
  /** Functions write traces. */
  readonly tracing: boolean;
  /** The key that the functions' environment is encrypted with. */
  readonly kmsKeyArn?: CloudFormationValue;
};
