import { Ajv } from 'ajv';
import type { AggregateConfig, Config, EventsConfig, ProjectionConfig } from '../config/config.js';
import { crossFieldFaults, leastVisibility } from '../config/crossField.js';
import { type AuthorizerBlock, type Block, blockSchema } from '../config/schema.js';
import { intakeFaults, intakeOf } from '../constructs/intake/intakeConfig.js';
import { publisherOf, publishFaults } from '../constructs/publish/publishConfig.js';
import { userFaultOf } from '../userFault.js';
import { sentences } from './sentences.js';

const ajv = new Ajv({ strict: true, allErrors: true, verbose: true, coerceTypes: false });
const isBlock = ajv.compile<Block>(blockSchema);

/**
 * Checks the raw `eventSourcing` block and fills in its defaults.
 *
 * @throws UserFault that names every fault: its path, the rule, the value, and what to do.
 */
export const resolve = (raw: unknown): Config => {
  if (!isBlock(raw)) throw userFaultOf('EVENT_SOURCING_CONFIG_INVALID', sentences(isBlock.errors ?? []));
  const misfits = [...publishFaults(raw.publish ?? {}), ...intakeFaults(raw.intake ?? {})];
  if (misfits.length > 0) throw userFaultOf('EVENT_SOURCING_CONFIG_INVALID', misfits);
  const config = withDefaults(raw);
  const faults = crossFieldFaults(config);
  if (faults.length > 0) throw userFaultOf('EVENT_SOURCING_CONFIG_INVALID', faults);
  return config;
};

const withDefaults = (block: Block): Config => ({
  aggregates: mapValues(block.aggregates, aggregateOf),
  projections: mapValues(block.projections ?? {}, projectionOf),
  processes: mapValues(block.processes ?? {}, (written) => ({
    isolated: false,
    ...(typeof written === 'string' ? { handler: written } : written),
  })),
  publish: mapValues(block.publish ?? {}, publisherOf),
  intake: mapValues(block.intake ?? {}, (written) => intakeOf(written, authorizerOf)),
  receivers: receiversOf(block.receivers ?? []),
  sweep: block.sweep === false ? false : { schedule: 'rate(1 day)', ...block.sweep },
  metrics: metricsOf(block.metrics ?? false),
  alarms: alarmsOf(block.alarms ?? true),
  commandQueue: commandQueueOf(block.commandQueue ?? false),
  events: eventsOf(block.events ?? {}),
  tables: { deletionPolicy: 'Retain', pointInTimeRecovery: true, ...block.tables },
  bundle: { external: block.bundle?.external ?? [] },
  ...(block.runtime && { runtime: block.runtime }),
});

type Aggregates = Block['aggregates'];
type Projections = NonNullable<Block['projections']>;

const aggregateOf = (written: Aggregates[string]): AggregateConfig => {
  if (typeof written === 'string') return { handler: written, http: { events: false } };
  const { handler, http = true, snapshot } = written;
  const rest = { handler, ...(snapshot === undefined ? {} : { snapshot }) };
  if (http === false) return { ...rest, http: false };
  if (http === true) return { ...rest, http: { events: false } };
  return { ...rest, http: { events: http.events ?? false, ...authorizerOf(http) } };
};

const projectionOf = (written: Projections[string]): ProjectionConfig => {
  if (typeof written === 'string') return { handler: written, http: {}, isolated: false };
  const { handler, http = true, isolated = false } = written;
  if (http === false) return { handler, http: false, isolated };
  return { handler, http: http === true ? {} : authorizerOf(http), isolated };
};

type Receivers = NonNullable<Block['receivers']>;

const receiversOf = (written: Receivers): Config['receivers'] =>
  'modules' in written ? { isolated: false, ...written } : { modules: written, isolated: false };

const commandQueueOf = (written: NonNullable<Block['commandQueue']>): Config['commandQueue'] => {
  if (written === false) return false;
  const given = written === true ? {} : written;
  const { timeout = 30 } = given;
  // What AWS asks of a queue behind a function: time to try a batch again that was throttled. It is the least, too.
  return { batchSize: 10, maxReceiveCount: 5, visibilityTimeout: leastVisibility(timeout), ...given, timeout };
};

const metricsOf = (written: NonNullable<Block['metrics']>): Config['metrics'] =>
  written === false ? false : { namespace: 'serverless-event-sourcing', ...(written === true ? {} : written) };

/** An hour is long for a reader, and leaves most of the day after which the stream forgets. */
const alarmsOf = (written: NonNullable<Block['alarms']>): Config['alarms'] =>
  written === false ? false : { age: 3600, ...(written === true ? {} : written) };

const eventsOf = ({ serialiser, alsoReads = [], compressAbove, claimCheck }: NonNullable<Block['events']>): EventsConfig => ({
  ...(serialiser === undefined ? {} : { serialiser }),
  alsoReads,
  ...(compressAbove === undefined ? {} : { compressAbove }),
  ...(claimCheck === undefined ? {} : { claimCheck: { prefix: '', ...claimCheck } }),
});

// Serverless reads the bare text as the name of an authorizer: `aws_iam` has to be a type.
const authorizerOf = ({ authorizer }: { readonly authorizer?: AuthorizerBlock }) => {
  if (authorizer === undefined) return {};
  return { authorizer: authorizer === 'aws_iam' ? ({ type: 'aws_iam' } as const) : authorizer };
};

const mapValues = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
