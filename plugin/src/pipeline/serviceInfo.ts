import { intakeDeadLettersName, intakeQueueName } from '../cloudformation/naming.js';
import { commandQueues } from '../constructs/commandQueue/commandQueue.js';
import { isolatedQueues } from '../constructs/consumers/isolation.js';
import { hasQueue } from '../constructs/intake/intakeQueues.js';
import { targetText } from '../constructs/publish/targets.js';
import type { PublisherEntry, ServiceModel } from '../model/model.js';
import { serviceTables } from '../template/tables.js';

/** What `serverless info` and `serverless deploy` show of the service. */
export const serviceInfo = (model: ServiceModel): string[] => {
  const tables = Object.values(serviceTables(model)).map(({ Properties }) => Properties?.TableName);
  const queues = [
    ...Object.values({ ...commandQueues(model), ...isolatedQueues(model) }).map(({ Properties }) => Properties?.QueueName),
    ...model.intakes.filter(hasQueue).flatMap(({ name }) => [intakeQueueName(model, name), intakeDeadLettersName(model, name)]),
  ];
  return [
    `aggregates: ${names(model.aggregates)}`,
    ...(model.projections.length > 0 ? [`projections: ${names(model.projections)}`] : []),
    ...(model.processes.length > 0 ? [`processes: ${names(model.processes)}`] : []),
    ...(model.publishers.length > 0 ? [`publishers: ${model.publishers.map(publisherText).join(', ')}`] : []),
    ...(model.intakes.length > 0 ? [`intakes: ${names(model.intakes)}`] : []),
    `tables: ${tables.join(', ')}`,
    ...(queues.length > 0 ? [`queues: ${queues.join(', ')}`] : []),
  ];
};

const publisherText = ({ name, target }: PublisherEntry): string => `${name} (${targetText(target)})`;

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(', ');
