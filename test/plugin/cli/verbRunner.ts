import { binaryOf, type Framework } from '../frameworks.js';
import { runInProcess } from '../inProcess.js';
import { type Run, runToEnd, type TestService } from '../service.js';

/** Who runs `serverless eventsourcing …` for a test. */
export type VerbRunner = {
  /** As names of tests have it. */
  readonly title: string;
  readonly framework?: () => Framework;
  readonly run: (service: TestService, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<Run>;
};

/** The plugin alone, in this process. */
export const inProcess: VerbRunner = {
  title: 'the plugin alone',
  run: ({ dir }, args, env) => runInProcess(dir, ['eventsourcing', ...args], env),
};

/** A framework, as a user runs it. */
export const runBy = (title: string, framework: () => Framework): VerbRunner => ({
  title,
  framework,
  run: (service, args, env) => runToEnd(process.execPath, [binaryOf(service.framework), 'eventsourcing', ...args], service.dir, env),
});
