import type { PublisherEntry, ServiceModel } from '../model/model.js';
import { commandDeadLettersName, commandQueueName } from './naming.js';
import { targetText } from './publishers.js';
import { serviceTables } from './tables.js';

/** What `serverless info` and `serverless deploy` show of the service. */
export const serviceInfo = (model: ServiceModel): string[] => {
  const tables = Object.values(serviceTables(model)).map(({ Properties }) => Properties?.TableName);
  return [
    `aggregates: ${names(model.aggregates)}`,
    ...(model.projections.length > 0 ? [`projections: ${names(model.projections)}`] : []),
    ...(model.processes.length > 0 ? [`processes: ${names(model.processes)}`] : []),
    ...(model.publishers.length > 0 ? [`publishers: ${model.publishers.map(publisherText).join(', ')}`] : []),
    `tables: ${tables.join(', ')}`,
    ...(model.commandQueue === false ? [] : [`queues: ${commandQueueName(model)}, ${commandDeadLettersName(model)}`]),
  ];
};

const publisherText = ({ name, target }: PublisherEntry): string => `${name} (${targetText(target)})`;

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(', ');
