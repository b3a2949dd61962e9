import type { ConsumerStatus } from 'serverless-event-sourcing-runtime/model';
import type { Facts } from '../pipeline/facts.js';
import { given } from '../values.js';
import { graceOption, lambdaPortOption, type ServiceConsumer, serviceConsumers } from './options.js';
import { sweepAll } from './sweep.js';
import type { Verb, VerbContext } from './verb.js';

/** What is parked, for which consumer, since when and why; which rows of projections are read, and rebuilds that are not done. */
export const status: Verb = {
  usage: 'Show what is parked, for which consumer, since when and why, which rows are read, and rebuilds under way',
  options: {
    lag: { usage: 'Count the streams that each consumer is behind on, too: reads the whole events table', type: 'boolean' },
    ...graceOption,
    ...lambdaPortOption,
  },
  run: async (context) => {
    const consumers = serviceConsumers(context.service);
    if (consumers.length === 0) return { text: 'The service has no consumers.', json: { consumers: [] } };
    const lags = context.options.lag ? await sweepAll(context, { dryRun: true }) : undefined;
    const statuses = (await parkedOf(context, consumers)).map((status): Status => {
      const lag = lags?.consumers.find(({ consumer }) => consumer === status.consumer);
      return { ...status, ...(lag && { behind: lag.behind, ...given({ behindSince: lag.oldest }) }) };
    });
    return {
      text: statuses.map((status) => lineOf(status, context.service.facts)).join('\n'),
      json: { consumers: statuses, ...(lags && { streams: lags.streams }) },
    };
  },
};

/** `behind`: streams that the consumer lacks old commits of, and the time of the oldest of their last commits. */
type Status = ConsumerStatus & { readonly behind?: number; readonly behindSince?: string };

const parkedOf = async (
  { serverless, service, options }: VerbContext,
  consumers: readonly ServiceConsumer[],
): Promise<readonly ConsumerStatus[]> => {
  // Only here, since it brings the AWS SDK with it, which no other command needs.
  const { connectAdmin } = await import('./connectAdmin.js');
  const admin = await connectAdmin(serverless, { service, local: Boolean(options.local) });
  try {
    return await admin.status(consumers.map(({ name }) => name));
  } finally {
    admin.close();
  }
};

const lineOf = (status: Status, facts: Facts): string =>
  `${status.consumer}: ${parkedText(status)}${lagText(status)}${slotsText(status, facts)}`;

const slotsText = ({ consumer, rows }: Status, { consumers }: Facts): string => {
  const text = rows && consumers.find(({ name }) => name === consumer)?.rowsText?.(rows);
  return text === undefined ? '' : `; ${text}`;
};

const lagText = ({ behind, behindSince }: Status): string =>
  behind === undefined ? '' : behind === 0 ? '; behind on no stream' : `; behind on ${behind} streams, since ${behindSince}`;

const parkedText = ({ parked, oldest }: Status): string => {
  if (!oldest) return 'nothing parked';
  const { stream, version, last, at, error } = oldest;
  const waiting = last > version ? `, up to version ${last} wait` : '';
  return `${parked} parked, ${stream} since ${at} at version ${version}${waiting}: ${error.name}: ${error.message}`;
};
