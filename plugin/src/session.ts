import { constructs } from './constructs/index.js';
import { withProgress } from './framework/progress.js';
import { providerEnvironment, providerRuntime, providerSettings } from './framework/provider.js';
import type { PluginUtils, Serverless } from './framework/types.js';
import { inject } from './inject.js';
import { environmentFaults } from './pipeline/environmentSize.js';
import { bundleHandlers, handlerBuild } from './pipeline/handlers/handlerBuild.js';
import type { LoadedService, ServiceTemplate } from './pipeline/loadedService.js';
import { loadService } from './pipeline/service.js';
import { serviceInfo } from './pipeline/serviceInfo.js';
import { UserFault, userFaultOf } from './userFault.js';

/** What one run of the framework does for one service, as its hooks call for it. */
export type Session = {
  readonly initialize: () => Promise<void>;
  readonly bundle: () => Promise<void>;
  readonly startLocal: () => Promise<void>;
  readonly showInfo: () => Promise<void>;
  readonly service: () => Promise<LoadedService>;
};

/** Steps of a run: the block is read and injected once, then bundled or started, whichever the command needs. */
export const session = (serverless: Serverless, { log, progress }: PluginUtils): Session => {
  let loaded: Promise<LoadedService> | undefined;
  const load = (): Promise<LoadedService> => {
    loaded ??= loadOnce(serverless);
    return loaded;
  };

  const bundle = async (): Promise<void> => {
    const service = await load();
    const warnings = await withProgress(progress, 'Bundling event sourcing handlers', () =>
      bundleHandlers(service, serverless.serviceDir, clients),
    );
    for (const warning of warnings) log.warning(warning.trim());
  };

  const start = async (): Promise<void> => {
    const service = await load();
    const { serviceDir } = serverless;
    await bundle();
    // Only here, since it brings the AWS SDK with it, which no other command needs.
    const { startLocal } = await import('./local/index.js');
    const buildOptions = () => handlerBuild(service, serviceDir);
    await startLocal({ serverless, serviceDir, log, service, buildOptions });
  };

  return {
    initialize: async () => {
      // `serverless plugin install` may be what makes the modules loadable.
      if (serverless.processedInput.commands[0] === 'plugin') return;
      inject(serverless, await load());
    },
    bundle: async () => {
      checkEnvironments(serverless, await load());
      await bundle();
    },
    startLocal: start,
    showInfo: async () => serverless.addServiceOutputSection('event sourcing', serviceInfo(await load())),
    service: load,
  };
};

/** Packages that only some services need, each with what of the block needs it. */
const clients = [...constructs]
  .sort((one, other) => (one.key < other.key ? -1 : 1))
  .flatMap((construct) => Object.entries(construct.clients ?? {}).map(([name, neededBy]) => ({ name, neededBy })));

const remedies = Object.assign({}, ...constructs.map((construct) => construct.remedies ?? {}));

/** As late as can be: other plugins may have told the functions more. */
const checkEnvironments = (serverless: Serverless, { functions }: ServiceTemplate): void => {
  const { service } = serverless;
  const known = { region: serverless.getProvider('aws').getRegion(), resources: service.resources?.Resources ?? {} };
  const generated = Object.entries(service.functions).filter(([key]) => key in functions);
  const faults = environmentFaults(Object.fromEntries(generated), providerEnvironment(service), known, remedies);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_ENVIRONMENT_TOO_LARGE', faults);
};

const loadOnce = async (serverless: Serverless): Promise<LoadedService> => {
  const { service, serviceDir } = serverless;
  if (service.provider.name !== 'aws') {
    const message = `provider.name must be aws where eventSourcing is used, '${String(service.provider.name)}' given.`;
    throw new UserFault({ code: 'EVENT_SOURCING_PROVIDER_UNKNOWN', message });
  }
  return loadService(constructs, serverless.configurationInput.eventSourcing, {
    serviceDir,
    service: service.service,
    stage: serverless.getProvider('aws').getStage(),
    runtime: providerRuntime(serverless),
    provider: providerSettings(serverless),
  });
};
