import { deadlinesKey, functionName } from './cloudformation/naming.js';
import { withProgress } from './framework/progress.js';
import { providerEnvironment, providerRuntime, providerSettings } from './framework/provider.js';
import type { PluginUtils, Serverless } from './framework/types.js';
import { inject } from './inject.js';
import type { ServiceModel } from './model/model.js';
import { environmentFaults } from './pipeline/environmentSize.js';
import { bundleHandlers, handlerBuild } from './pipeline/handlers/handlerBuild.js';
import { lengthFaults, policyFaults } from './pipeline/lengths.js';
import { loadModel } from './pipeline/load.js';
import { resolve } from './pipeline/resolve.js';
import { serviceInfo } from './pipeline/serviceInfo.js';
import { type ServiceTemplate, serviceTemplate } from './pipeline/template.js';
import { queueConsumers } from './template/queueConsumers.js';
import { streamConsumers } from './template/streamConsumers.js';
import { UserFault, userFaultOf } from './userFault.js';

/** What one run of the framework does for one service, as its hooks call for it. */
export type Session = {
  readonly initialize: () => Promise<void>;
  readonly bundle: () => Promise<void>;
  readonly startLocal: () => Promise<void>;
  readonly showInfo: () => Promise<void>;
  readonly model: () => Promise<ServiceModel>;
};

type Loaded = { readonly model: ServiceModel; readonly template: ServiceTemplate };

/** Steps of a run: the block is read and injected once, then bundled or started, whichever the command needs. */
export const session = (serverless: Serverless, { log, progress }: PluginUtils): Session => {
  let loaded: Promise<Loaded> | undefined;
  const load = (): Promise<Loaded> => {
    loaded ??= loadService(serverless);
    return loaded;
  };

  const bundle = async (): Promise<void> => {
    const { model } = await load();
    const warnings = await withProgress(progress, 'Bundling event sourcing handlers', () => bundleHandlers(model, serverless.serviceDir));
    for (const warning of warnings) log.warning(warning.trim());
  };

  const start = async (): Promise<void> => {
    const { model, template } = await load();
    const { serviceDir } = serverless;
    await bundle();
    // Only here, since it brings the AWS SDK with it, which no other command needs.
    const { startLocal } = await import('./local/index.js');
    const buildOptions = () => handlerBuild(model, serviceDir);
    const consumers = streamConsumers(model, template.functions);
    const queues = queueConsumers(model);
    const deadlines = deadlinesKey in template.functions ? functionName(model, deadlinesKey) : undefined;
    await startLocal({ serverless, serviceDir, log, model, resources: template.resources, consumers, queues, deadlines, buildOptions });
  };

  return {
    initialize: async () => {
      // `serverless plugin install` may be what makes the modules loadable.
      if (serverless.processedInput.commands[0] === 'plugin') return;
      const { template } = await load();
      inject(serverless, template);
    },
    bundle: async () => {
      checkEnvironments(serverless, (await load()).template);
      await bundle();
    },
    startLocal: start,
    showInfo: async () => {
      const { model } = await load();
      serverless.addServiceOutputSection('event sourcing', serviceInfo(model));
    },
    model: async () => (await load()).model,
  };
};

/** As late as can be: other plugins may have told the functions more. */
const checkEnvironments = (serverless: Serverless, { functions }: ServiceTemplate): void => {
  const { service } = serverless;
  const known = { region: serverless.getProvider('aws').getRegion(), resources: service.resources?.Resources ?? {} };
  const generated = Object.entries(service.functions).filter(([key]) => key in functions);
  const faults = environmentFaults(Object.fromEntries(generated), providerEnvironment(service), known);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_ENVIRONMENT_TOO_LARGE', faults);
};

const loadService = async (serverless: Serverless): Promise<Loaded> => {
  const { service, serviceDir } = serverless;
  if (service.provider.name !== 'aws') {
    const message = `provider.name must be aws where eventSourcing is used, '${String(service.provider.name)}' given.`;
    throw new UserFault({ code: 'EVENT_SOURCING_PROVIDER_UNKNOWN', message });
  }
  const config = resolve(serverless.configurationInput.eventSourcing);
  const stage = serverless.getProvider('aws').getStage();
  const model = await loadModel(config, { serviceDir, service: service.service, stage, runtime: providerRuntime(serverless) });
  const faults = lengthFaults(model);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_NAME_TOO_LONG', faults);
  const template = serviceTemplate(model, providerSettings(serverless));
  const tooMany = policyFaults(template);
  if (tooMany.length > 0) throw userFaultOf('EVENT_SOURCING_POLICIES_TOO_MANY', tooMany);
  return { model, template };
};
