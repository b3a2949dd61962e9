import type { BuildOptions } from 'esbuild';
import type { Log, Serverless } from '../framework/types.js';
import type { LoadedService } from '../pipeline/loadedService.js';

export type StartLocalOptions = {
  readonly serverless: Serverless;
  readonly serviceDir: string;
  readonly log: Log;
  readonly service: LoadedService;
  /** The build of the handlers, for `esbuild.context(...).watch()`. */
  readonly buildOptions: () => BuildOptions;
};
