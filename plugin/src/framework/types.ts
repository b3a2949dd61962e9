import type { AwsCredentials } from 'serverless-event-sourcing-runtime/model';

/** What this plugin uses of the Serverless Framework: the same in 3.40, 4 and osls. */
export type Serverless = {
  readonly serviceDir: string;
  readonly configurationInput: Record<string, unknown>;
  readonly processedInput: { readonly commands: readonly string[]; readonly options: CliOptions };
  readonly service: Service;
  readonly configSchemaHandler: { defineTopLevelProperty(name: string, schema: object): void };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  readonly pluginManager: { spawn(command: string): Promise<void> };
  getProvider(name: 'aws'): Provider;
  addServiceOutputSection(name: string, content: readonly string[]): void;
};

/** The framework's side of AWS. What it says of credentials differs: see `awsCredentials`. */
export type Provider = {
  getStage(): string;
  getRegion(): string;
  /** serverless 3 and 4, osls 3. osls 4 has it too, and throws. */
  getCredentials(): unknown;
  /** osls 4 */
  getAwsSdkV3CredentialsProvider?(): () => Promise<AwsCredentials>;
};

/** The `commands` of a plugin. */
export type Commands = Readonly<Record<string, CommandDefinition>>;

type CommandDefinition = {
  readonly usage: string;
  /** `container`: has verbs, and does nothing of its own. */
  readonly type?: 'container';
  readonly lifecycleEvents?: readonly string[];
  readonly options?: Readonly<Record<string, CommandOption>>;
  readonly commands?: Commands;
};

export type CommandOption = { readonly usage: string; readonly type: 'string' | 'boolean'; readonly required?: true };

export type CliOptions = Readonly<Record<string, unknown>>;

export type Service = {
  readonly service: string;
  readonly provider: Record<string, unknown>;
  readonly custom?: Record<string, unknown>;
  functions: Record<string, FunctionDefinition>;
  resources?: Resources;
  package: { patterns?: string[]; [key: string]: unknown };
  setFunctionNames(options: CliOptions): void;
};

type Resources = { Resources?: Record<string, unknown>; extensions?: Record<string, unknown>; [key: string]: unknown };

/** A function as `serverless.yml` has it. */
export type FunctionDefinition = {
  name?: string;
  handler?: string;
  timeout?: number;
  environment?: Record<string, unknown>;
  events?: EventDefinition[];
  [key: string]: unknown;
};

type EventDefinition = { httpApi?: unknown; stream?: unknown; [key: string]: unknown };

export type Log = {
  error(message: string): void;
  warning(message: string): void;
  notice(message: string): void;
  info(message: string): void;
  debug(message: string): void;
};

type Progress = { update(message: string): void; remove(): void };

/** The third argument that the framework gives to a plugin's constructor. */
export type PluginUtils = {
  readonly log: Log;
  readonly progress: { create(options: { message: string; name?: string }): Progress };
  writeText(text: string): void;
};

export type Hooks = Record<string, () => void | Promise<void>>;
