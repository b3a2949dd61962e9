import { type BuildOptions, formatMessages } from 'esbuild';
import { bundleOptions, type Clients, runBuild } from '../../bundle/bundle.js';
import { generatedFolder, prepareFolder } from '../../bundle/generatedFolder.js';
import type { LoadedService } from '../loadedService.js';
import { entrySources } from './entries.js';
import { lambdaCredentials } from './lambdaCredentials.js';
import { validatorModules } from './validatorModules.js';

// No newer than the oldest Node that this plugin runs on, since the same files run locally.
const target = 'node20';

type Bundled = Pick<LoadedService, 'merged' | 'external'>;

/** The build of all generated functions: `.event-sourcing/<function key>.mjs`, one file each. */
export const handlerBuild = ({ merged, external }: Bundled, serviceDir: string): BuildOptions => {
  const options = bundleOptions({ serviceDir, outdir: generatedFolder(serviceDir), entries: entrySources(merged), target, external });
  return {
    ...options,
    plugins: [lambdaCredentials, ...(options.plugins ?? []), validatorModules({ merged, external }, serviceDir)],
    // The runtime checks a definition when it is made: these were when the model was loaded, and validators are compiled from none that is wrong.
    define: { EVENT_SOURCING_PACKAGED: 'true' },
    minify: true,
    sourcemap: true,
    // The map points to the sources; with their text inside, it would be the larger part of what is deployed.
    sourcesContent: false,
  };
};

/**
 * Bundles all generated functions, and answers with esbuild's warnings about the user's modules.
 *
 * @param clients packages that only some services need, and what of the block needs them
 * @throws UserFault with esbuild's messages.
 */
export const bundleHandlers = async (service: Bundled, serviceDir: string, clients: Clients = []): Promise<string[]> => {
  await prepareFolder(generatedFolder(serviceDir));
  const { warnings } = await runBuild(handlerBuild(service, serviceDir), clients);
  return formatMessages(warnings, { kind: 'warning', color: false });
};
