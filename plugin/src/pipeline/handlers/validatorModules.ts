import { dirname } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';
import { UserFault } from '../../userFault.js';
import type { LoadedService } from '../loadedService.js';
import { validatorSources } from './validatorSources.js';

const namespace = 'event-sourcing-validators';

/** What the entry of a function imports its `validators` from. */
export const validatorsPath = (functionKey: string): string => `${namespace}:${functionKey}`;

/**
 * Modules of compiled validators, one a function. Each build compiles the schemas as they are then, so that a watching build follows an
 * edit of one.
 */
export const validatorModules = (service: Pick<LoadedService, 'merged' | 'external'>, serviceDir: string): Plugin => ({
  name: namespace,
  setup({ onStart, onResolve, onLoad, resolve }) {
    let sources: ReturnType<typeof validatorSources> | undefined;
    let told = false;

    onStart(() => {
      sources = undefined;
      told = false;
    });
    onResolve({ filter: new RegExp(`^${namespace}:`) }, ({ path }) => ({ path: path.slice(namespace.length + 1), namespace }));
    onLoad({ filter: /.*/, namespace }, async ({ path }) => {
      sources ??= validatorSources(service, serviceDir);
      try {
        const contents = (await sources).get(path) ?? '';
        // Generated code imports ajv's own functions: as the runtime sees ajv, which the service need not.
        const runtime = await resolve('serverless-event-sourcing-runtime/model', { kind: 'import-statement', resolveDir: serviceDir });
        return { contents, resolveDir: dirname(runtime.path), loader: 'js' };
      } catch (error) {
        // One fault for all functions.
        const result = told ? noValidators : failed(error);
        told = true;
        return result;
      }
    });
  },
});

// Stands for those of a build that has failed.
const noValidators: OnLoadResult = { contents: 'export const validators = {};', loader: 'js' };

const failed = (error: unknown): OnLoadResult => {
  const text = error instanceof UserFault ? messageOf(error) : `The validators could not be compiled: ${String(error)}`;
  return { errors: [{ text, detail: error }] };
};

// What could not be bundled for its schemas cannot be bundled for the functions: esbuild says why, once.
const messageOf = ({ code, message }: UserFault): string =>
  code === 'EVENT_SOURCING_BUNDLE_FAILED' ? 'The schemas could not be compiled, since their modules could not be bundled.' : message;
