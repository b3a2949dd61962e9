import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, type ScalarTag } from 'yaml';
import type { PluginUtils, Serverless, Service } from '../../plugin/src/framework/types.js';
import type { Run } from './service.js';

/** The framework's own error, which it prints without a stack trace. */
export class FrameworkError extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** What a plugin is given by the framework, and what it printed. */
export type Host = {
  readonly serverless: Serverless;
  readonly utils: PluginUtils;
  readonly print: (line: string) => void;
  readonly ended: (code: number) => Run;
};

const tag = (name: string, resolve: (text: string) => object): ScalarTag => ({ tag: `!${name}`, resolve });

/** CloudFormation's functions in their short form. */
const shortForms = [
  tag('Ref', (text) => ({ Ref: text })),
  tag('GetAtt', (text) => ({ 'Fn::GetAtt': text.split('.') })),
  tag('Sub', (text) => ({ 'Fn::Sub': text })),
];

type Written = { readonly service: string; readonly provider: Record<string, unknown> } & Partial<Service> & Record<string, unknown>;

/** Reads a service's serverless.yml as the framework does, as far as the plugin asks. */
export const createHost = async (serviceDir: string, args: readonly string[]): Promise<Host> => {
  const written: Written = parse(await readFile(join(serviceDir, 'serverless.yml'), 'utf8'), { customTags: shortForms });
  const { provider, custom, resources } = written;
  const stage = String(provider.stage ?? 'dev');
  const service: Service = {
    service: written.service,
    provider,
    package: {},
    functions: written.functions ?? {},
    ...(custom && { custom }),
    ...(resources && { resources }),
    setFunctionNames() {
      for (const [key, definition] of Object.entries(service.functions)) definition.name ??= `${written.service}-${stage}-${key}`;
    },
  };
  let stdout = '';
  let stderr = '';
  const print = (line: string) => {
    stderr += `${line}\n`;
  };
  const silent = () => undefined;
  const serverless: Serverless = {
    serviceDir,
    service,
    configurationInput: { ...written },
    processedInput: { commands: args.filter((arg) => !arg.startsWith('--')).slice(0, 2), options: optionsOf(args) },
    configSchemaHandler: { defineTopLevelProperty: silent },
    classes: { Error: FrameworkError },
    pluginManager: { spawn: async () => undefined },
    getProvider: () => ({ getStage: () => stage, getRegion: () => String(provider.region ?? 'us-east-1'), getCredentials: () => ({}) }),
    addServiceOutputSection: (name, content) => print(`${name}:\n${content.map((line) => `  ${line}`).join('\n')}`),
  };
  const utils: PluginUtils = {
    log: { error: print, warning: print, notice: print, info: silent, debug: silent },
    progress: { create: () => ({ update: silent, remove: silent }) },
    writeText: (text) => {
      stdout += `${text}\n`;
    },
  };
  return { serverless, utils, print, ended: (code) => ({ code, stdout, stderr, output: stdout + stderr }) };
};

/** Options of a command line: `--all`, `--consumer receivers`. */
const optionsOf = (args: readonly string[]): Record<string, unknown> => {
  const { tokens } = parseArgs({ args: [...args], strict: false, tokens: true });
  const options: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const next = tokens.find(({ index }) => index === token.index + 1);
    options[token.name] = token.value ?? (next?.kind === 'positional' ? next.value : true);
  }
  return options;
};
