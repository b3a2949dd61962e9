import type { ConsumerStatus } from 'serverless-event-sourcing-runtime/model';
import { type ServiceConsumer, serviceConsumers } from '../template/consumers.js';
import type { Command, CommandContext } from './command.js';

/** What is parked, for which consumer, since when and why. */
export const status: Command = {
  usage: 'Show what is parked, for which consumer, since when and why',
  options: {},
  run: async (context) => {
    const consumers = serviceConsumers(context.model);
    const statuses = consumers.length === 0 ? [] : await parkedOf(context, consumers);
    return {
      text: statuses.length === 0 ? 'The service has no consumers.' : statuses.map(lineOf).join('\n'),
      json: { consumers: statuses },
    };
  },
};

const parkedOf = async (
  { serverless, model, options }: CommandContext,
  consumers: readonly ServiceConsumer[],
): Promise<readonly ConsumerStatus[]> => {
  // Only here, since it brings the AWS SDK with it, which no other command needs.
  const { connectAdmin } = await import('../admin/connect.js');
  const admin = await connectAdmin(serverless, { model, local: Boolean(options.local) });
  try {
    return await admin.status(consumers.map(({ name }) => name));
  } finally {
    admin.close();
  }
};

const lineOf = ({ consumer, parked, oldest }: ConsumerStatus): string => {
  if (!oldest) return `${consumer}: nothing parked`;
  const { stream, version, last, at, error } = oldest;
  const waiting = last > version ? `, up to version ${last} wait` : '';
  return `${consumer}: ${parked} parked, ${stream} since ${at} at version ${version}${waiting}: ${error.name}: ${error.message}`;
};
