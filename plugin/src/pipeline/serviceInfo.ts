import { recordOf } from '../values.js';
import type { LoadedService } from './loadedService.js';

/** What `serverless info` and `serverless deploy` show of the service. */
export const serviceInfo = ({ info, functions, resources }: LoadedService): string[] => {
  const tables = Object.values(resources).filter(({ Type }) => Type === 'AWS::DynamoDB::Table');
  // Those that feed functions, and what was set aside of these.
  const feeding = Object.values(functions).flatMap(({ events }) => events.flatMap(({ sqs }) => idOf(recordOf(sqs).arn)));
  const queues = feeding.flatMap((id) => {
    const { Properties: properties = {} } = resources[id] ?? {};
    return [
      properties.QueueName,
      ...idOf(recordOf(properties.RedrivePolicy).deadLetterTargetArn).map((other) => resources[other]?.Properties.QueueName),
    ];
  });
  const names = queues.filter((name) => name !== undefined);
  return [
    ...info,
    `tables: ${tables.map(({ Properties }) => Properties.TableName).join(', ')}`,
    ...(names.length > 0 ? [`queues: ${names.join(', ')}`] : []),
  ];
};

/** Of what an attribute is taken. */
const idOf = (value: unknown): string[] => {
  const { 'Fn::GetAtt': attribute } = recordOf(value);
  return Array.isArray(attribute) ? [String(attribute[0])] : [];
};
