import type { ServiceModel } from '../model/model.js';
import { commandDeadLettersName, commandQueueName } from './naming.js';
import { serviceTables } from './tables.js';

/** What `serverless info` and `serverless deploy` show of the service. */
export const serviceInfo = (model: ServiceModel): string[] => {
  const tables = Object.values(serviceTables(model)).map(({ Properties }) => Properties?.TableName);
  return [
    `aggregates: ${names(model.aggregates)}`,
    ...(model.projections.length > 0 ? [`projections: ${names(model.projections)}`] : []),
    ...(model.processes.length > 0 ? [`processes: ${names(model.processes)}`] : []),
    `tables: ${tables.join(', ')}`,
    ...(model.commandQueue === false ? [] : [`queues: ${commandQueueName(model)}, ${commandDeadLettersName(model)}`]),
  ];
};

const names = (entries: readonly { readonly name: string }[]): string => entries.map(({ name }) => name).join(', ');
