import { functionId } from '../cloudformation/naming.js';
import type { ServiceTemplate } from './loadedService.js';

/** What the user has in the service: keys of functions, resources, and what is laid over resources that are made. */
type Theirs = {
  readonly functions: readonly string[];
  readonly resources: Readonly<Record<string, unknown>>;
  readonly extensions: Readonly<Record<string, unknown>>;
};

/** Names that the user's own functions and resources hold already. */
export const clashFaults = ({ functions, resources, extensions }: Theirs, template: ServiceTemplate): string[] => [
  ...Object.keys(template.functions).flatMap((key) => functionFaults(key, functions)),
  ...Object.entries(template.resources).flatMap(([id, { Type }]) => [
    ...resourceFaults(`resources.Resources.${id}`, Type, resources[id]),
    ...resourceFaults(`resources.extensions.${id}`, Type, extensions[id]),
  ]),
];

const functionFaults = (key: string, theirs: readonly string[]): string[] =>
  theirs
    .filter((their) => functionId(their) === functionId(key))
    .map(
      (their) => `functions.${their} must have another name: eventSourcing generates a function '${key}', '${their}' given. Rename yours.`,
    );

/** What the functions, or the mappings, take for granted of a table or a queue. */
const settled: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema', 'StreamSpecification'],
  'AWS::SQS::Queue': ['QueueName', 'FifoQueue', 'RedrivePolicy', 'VisibilityTimeout'],
};

/** A resource of the user's under an id of ours changes ours: one of the same type, and no property that others rely on. */
const resourceFaults = (path: string, type: string, theirs: unknown): string[] => {
  if (!isObject(theirs)) return [];
  if (theirs.Type !== undefined && theirs.Type !== type) {
    return [`${path} must be of type ${type}, which eventSourcing makes under that id, '${String(theirs.Type)}' given. Rename yours.`];
  }
  const properties = isObject(theirs.Properties) ? theirs.Properties : {};
  return (settled[type] ?? [])
    .filter((property) => property in properties)
    .map(
      (property) =>
        `${path}.Properties.${property} must be left to eventSourcing, '${JSON.stringify(properties[property])}' given. Take it out.`,
    );
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
