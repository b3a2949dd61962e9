import type { ProviderSettings } from '../cloudformation/providerSettings.js';
import { userFaultOf } from '../userFault.js';
import { build, factsOf } from './build.js';
import type { Construct } from './construct.js';
import { lengthFaults, policyFaults } from './lengths.js';
import { load } from './load.js';
import type { LoadedService } from './loadedService.js';
import { resolve } from './resolve.js';
import { serviceTemplate } from './template.js';

export type ServiceSettings = {
  readonly serviceDir: string;
  readonly service: string;
  readonly stage: string;
  /** Lambda runtime of the functions, where the block names none. */
  readonly runtime: string;
  /** Default: nothing of the provider's concerns the functions. */
  readonly provider?: ProviderSettings;
};

/**
 * What constructs make of a raw `eventSourcing` block and of the modules that it names: checked, loaded, built and merged.
 *
 * @throws UserFault that names every fault of the step that found any.
 */
export const loadService = async (constructs: readonly Construct[], raw: unknown, settings: ServiceSettings): Promise<LoadedService> => {
  const { serviceDir, service, stage, provider = { vpc: false, tracing: false } } = settings;
  const deployment = { service, stage };
  const { resolved, said } = resolve(constructs, raw);
  const { external, runtime = settings.runtime } = said;
  const loaded = await load(resolved, { serviceDir, external, deployment });
  const facts = factsOf(loaded, { deployment, provider });
  const built = build(loaded, facts);
  const tooLong = lengthFaults(built.merged, deployment);
  if (tooLong.length > 0) throw userFaultOf('EVENT_SOURCING_NAME_TOO_LONG', tooLong);
  const template = serviceTemplate(built, facts, runtime);
  const tooMany = policyFaults(template);
  if (tooMany.length > 0) throw userFaultOf('EVENT_SOURCING_POLICIES_TOO_MANY', tooMany);
  const { merged, info, local } = built;
  const own = new Map(loaded.map(({ construct, part }) => [construct.key, part.own?.(facts)]));
  return { ...template, facts, merged, external, info, local, own };
};
