import type { Aggregate } from '../../plugin/src/constructs/aggregates/aggregate.js';
import type { AggregateConfig } from '../../plugin/src/constructs/aggregates/aggregatesConfig.js';
import { constructs } from '../../plugin/src/constructs/index.js';
import type { IntakeConfig } from '../../plugin/src/constructs/intake/intakeConfig.js';
import type { ProcessConfig } from '../../plugin/src/constructs/processes/processesConfig.js';
import type { Projection } from '../../plugin/src/constructs/projections/projection.js';
import type { ProjectionConfig } from '../../plugin/src/constructs/projections/projectionsConfig.js';
import type { PublisherConfig } from '../../plugin/src/constructs/publish/publishConfig.js';
import type { ReceiversConfig } from '../../plugin/src/constructs/receivers/index.js';
import type { Construct, Modules } from '../../plugin/src/pipeline/construct.js';
import type { LoadedService } from '../../plugin/src/pipeline/loadedService.js';
import { resolve } from '../../plugin/src/pipeline/resolve.js';
import { loadService } from '../../plugin/src/pipeline/service.js';

type Named<Config> = Readonly<Record<string, Config>>;

/** A block with its defaults. */
type ResolvedBlock = {
  readonly aggregates: Named<AggregateConfig>;
  readonly projections: Named<ProjectionConfig>;
  readonly processes: Named<ProcessConfig>;
  readonly publish: Named<PublisherConfig>;
  readonly intake: Named<IntakeConfig>;
  readonly receivers: ReceiversConfig;
  readonly commandQueue: unknown;
  readonly events: unknown;
  readonly tables: unknown;
  readonly runtime?: string;
};

/** A raw `eventSourcing` block, as all constructs have it. @throws UserFault */
export const resolveBlock = (raw: unknown): ResolvedBlock =>
  Object.fromEntries(
    resolve(constructs, raw).resolved.flatMap(({ construct, configured: { config } }) =>
      config === undefined ? [] : [[construct.key, config]],
    ),
  ) as ResolvedBlock;

/** What a block's modules define. */
type LoadedBlock = {
  readonly service: LoadedService;
  readonly aggregates: readonly Aggregate[];
  readonly projections: readonly Projection[];
  readonly signals: Modules['signals'];
};

/** Loads a raw `eventSourcing` block of a service called `items`. @throws UserFault */
export const loadBlock = async (raw: unknown, serviceDir: string): Promise<LoadedBlock> => {
  let signals: Modules['signals'] = [];
  const probe: Construct = {
    key: 'probe',
    resolve: () => ({
      value: {
        config: undefined,
        load: (modules) => {
          signals = modules.signals;
          return { value: {} };
        },
      },
    }),
  };
  const settings = { serviceDir, service: 'items', stage: 'dev', runtime: 'nodejs22.x' };
  const service = await loadService([...constructs, probe], raw, settings);
  return {
    service,
    aggregates: service.own.get('aggregates') as readonly Aggregate[],
    projections: service.own.get('projections') as readonly Projection[],
    signals,
  };
};
