import type { AggregateModel } from 'serverless-event-sourcing-runtime/model';
import type { AggregateConfig, Config } from '../config/config.js';
import { serialiserFaults } from '../constructs/events/serialisers.js';
import type { Ways } from '../constructs/intake/intakeConfig.js';
import { producerFaults, publisherEntries, wordFaults } from '../constructs/publish/publishers.js';
import { definitionFaults } from '../model/faults.js';
import type { AggregateEntry, EventsEntry, ReceiversEntry, ServiceModel } from '../model/model.js';
import { userFaultOf } from '../userFault.js';
import { type Definition, type Kind, readDefinition } from './definition.js';
import { importModule } from './importModule.js';
import { type LoadedModules, loadModules } from './loadModules.js';
import { type LocatedConfig, type LocatedHandler, locateAll } from './locate.js';

export type ServiceSettings = { readonly serviceDir: string; readonly service: string; readonly stage: string; readonly runtime: string };

/**
 * Loads the user's modules, once, and reads what they define.
 *
 * @throws UserFault that names every fault found: missing files and exports, exports of another kind, names that differ.
 */
export const loadModel = async (config: Config, settings: ServiceSettings): Promise<ServiceModel> => {
  const { serviceDir, service, stage } = settings;
  const located = locateAll(config, serviceDir);
  const { serialiser, alsoReads } = located.serialisers;
  const serialisers = [...(serialiser ? [serialiser] : []), ...alsoReads];
  const definitions = [...located.aggregates, ...located.projections, ...located.processes, ...located.publishers, ...located.intakes];
  const files = [...definitions, ...located.producers, ...serialisers].map(({ source }) => source.file);
  const loaded = await loadModules(serviceDir, [...files, ...located.receivers], config.bundle.external);

  const receivers = await readReceivers(loaded, located.receivers, serviceDir);
  const aggregates = await readAll(loaded, 'aggregate', 'aggregates', located.aggregates, serviceDir);
  const projections = await readAll(loaded, 'projection', 'projections', located.projections, serviceDir);
  const processes = await readAll(loaded, 'process', 'processes', located.processes, serviceDir);
  const publishers = await readAll(loaded, 'publisher', 'publish', located.publishers, serviceDir);
  const intakes = await readAll(loaded, 'intake', 'intake', located.intakes, serviceDir);
  refuse([
    ...[aggregates, projections, processes, publishers, intakes].flatMap(({ faults }) => faults),
    ...(await serialiserFaults(loaded, serialisers, serviceDir)),
    ...(await producerFaults(loaded, located.producers, serviceDir)),
  ]);
  refuse([
    ...definitionFaults({
      aggregates: aggregates.read,
      projections: projections.read,
      processes: processes.read,
      publishers: publishers.read,
      intakes: intakes.read,
    }),
    ...wordFaults(config.publish, aggregates.read),
  ]);

  return {
    service,
    stage,
    runtime: config.runtime ?? settings.runtime,
    commandQueue: config.commandQueue,
    sweep: config.sweep,
    metrics: config.metrics,
    alarms: config.alarms,
    events: eventsOf(config, located),
    tables: config.tables,
    bundle: config.bundle,
    aggregates: aggregates.read.map((entry) => {
      const { http = false, snapshot } = config.aggregates[entry.name] ?? {};
      return { ...entry, http, snapshot: snapshotOf(snapshot, entry.model) };
    }),
    projections: projections.read.map((entry) => ({
      ...entry,
      http: config.projections[entry.name]?.http ?? false,
      isolated: config.projections[entry.name]?.isolated ?? false,
    })),
    processes: processes.read.map((entry) => ({ ...entry, isolated: config.processes[entry.name]?.isolated ?? false })),
    publishers: publisherEntries({
      config: config.publish,
      aggregates: aggregates.read,
      defined: publishers.read,
      producers: located.producers,
      source: `/${service}/${stage}`,
    }),
    intakes: intakes.read.map((entry) => ({ ...entry, ...waysOf(config, entry.name) })),
    receivers: { ...receivers, isolated: config.receivers.isolated },
  };
};

const eventsOf = ({ events: { serialiser: _, ...options } }: Config, { serialisers }: LocatedConfig): EventsEntry => ({
  ...options,
  ...serialisers,
});

const waysOf = ({ intake }: Config, name: string): Ways => {
  const { handler: _, ...ways } = intake[name] ?? { handler: '', http: false };
  return ways;
};

const defaultEvery = 100;

/** `serverless.yml` has the last word; without one, the definition says whether there are snapshots. */
const snapshotOf = (configured: AggregateConfig['snapshot'], { snapshot }: AggregateModel): AggregateEntry['snapshot'] => {
  if (configured === false || (configured === undefined && !snapshot)) return false;
  if (typeof configured === 'object') return configured;
  return { every: snapshot?.every ?? defaultEvery };
};

const refuse = (faults: readonly string[]): void => {
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_DEFINITION_INVALID', faults);
};

const readReceivers = async (
  loaded: LoadedModules,
  files: readonly string[],
  serviceDir: string,
): Promise<Omit<ReceiversEntry, 'isolated'>> => {
  for (const [index, file] of files.entries()) await importModule(loaded, file, `eventSourcing.receivers[${index}]`, serviceDir);
  return { files, signals: loaded.describeReceivers().signals };
};

type Read<Wanted extends Kind> = LocatedHandler & { readonly model: Extract<Definition, { kind: Wanted }> };

const readAll = async <Wanted extends Kind>(
  loaded: LoadedModules,
  kind: Wanted,
  key: string,
  located: readonly LocatedHandler[],
  serviceDir: string,
): Promise<{ read: Read<Wanted>[]; faults: string[] }> => {
  const read: Read<Wanted>[] = [];
  const faults: string[] = [];
  for (const handler of located) {
    const result = await readDefinition(loaded, kind, `eventSourcing.${key}.${handler.name}.handler`, handler.source, serviceDir);
    if ('fault' in result) faults.push(result.fault);
    else read.push({ ...handler, model: result.model });
  }
  return { read, faults };
};
