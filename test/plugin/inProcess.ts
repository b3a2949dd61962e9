import { join } from 'node:path';
import { compiledTemplate } from './compiledTemplate.js';
import { createHost, FrameworkError, type Host } from './frameworkHost.js';
import type { PackagedTemplate } from './packaged.js';
import { makeService, type Run, type ServiceFiles, type TestService } from './service.js';

/** A service whose commands run in this process, by the plugin alone: no framework is started. */
export type InProcessService = Omit<TestService, 'framework'> & {
  /** What the framework would make of its functions and resources. Nothing is bundled. */
  readonly template: () => Promise<PackagedTemplate>;
  /** The text of the bundle of a function. All are bundled once, when the first is asked for. */
  readonly bundle: (key: string) => Promise<string>;
};

/** Makes a service whose commands run in this process. */
export const serviceInProcess = async (files: ServiceFiles): Promise<InProcessService> => {
  const { framework: _, ...service } = await makeService(files);
  let bundled: Promise<Run> | undefined;
  return {
    ...service,
    run: (...args) => runInProcess(service.dir, args),
    async template() {
      const host = await createHost(service.dir, ['package']);
      const { hooks } = await pluginOf(host);
      await hooks.initialize?.();
      return compiledTemplate(host.serverless.service);
    },
    async bundle(key) {
      bundled ??= runInProcess(service.dir, ['package']);
      const { code, output } = await bundled;
      if (code !== 0) throw new Error(output);
      return service.read(join('.event-sourcing', `${key}.mjs`));
    },
  };
};

/** Whatever makes a service does: `package` bundles its functions, any other command but a verb stops once the service is read. */
const hooksOf = (args: readonly string[]): readonly string[] => {
  const [command, verb] = args;
  if (command === 'package') return ['initialize', 'before:package:createDeploymentArtifacts'];
  return command === 'eventsourcing' ? ['initialize', `eventsourcing:${verb}:run`] : ['initialize'];
};

/** Runs a command of a service to its end, as the framework would: a fault of the user's is printed as its message, any other with its stack. */
export const runInProcess = async (dir: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> => {
  const host = await createHost(dir, args);
  const restore = withEnvironment(env);
  const { exitCode } = process;
  try {
    const { hooks } = await pluginOf(host);
    for (const name of hooksOf(args)) await hooks[name]?.();
    return host.ended(process.exitCode === exitCode ? 0 : Number(process.exitCode));
  } catch (error) {
    host.print(error instanceof FrameworkError ? error.message : String(error instanceof Error ? error.stack : error));
    return host.ended(1);
  } finally {
    process.exitCode = exitCode;
    restore();
  }
};

/** Imported as the frameworks do: mocha requires test files, and then what the plugin imports later would be other modules than it has. */
const pluginOf = async ({ serverless, utils }: Host) => {
  const { default: EventSourcing } = await import('../../plugin/src/index.js');
  return new EventSourcing(serverless, {}, utils);
};

const withEnvironment = (env: NodeJS.ProcessEnv): (() => void) => {
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, process.env[name]]));
  const set = (values: NodeJS.ProcessEnv) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(env);
  return () => set(before);
};
