import { recordOf } from '../values.js';

/** What of a template's values is known before CloudFormation fills in the rest. */
export type TemplateValues = {
  readonly region: string;
  readonly resources: Readonly<Record<string, unknown>>;
};

const lettersOfAccount = '0'.repeat(12);

/**
 * The text that a value will be, as far as it is known: names of resources that the template names, the region, an account of twelve digits. What only
 * CloudFormation knows is left out, so that it is no longer than what it will be.
 */
export function knownText(value: unknown, known: TemplateValues): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const [intrinsic, argument] = Object.entries(recordOf(value))[0] ?? [];
  switch (intrinsic) {
    case 'Ref':
      return reference(String(argument), known);
    case 'Fn::Sub':
      return substituted(argument, known);
    case 'Fn::Join':
      return joined(argument, known);
    case 'Fn::GetAtt':
      return attribute(argument, known);
    default:
      return '';
  }
}

function reference(id: string, { region, resources }: TemplateValues): string {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::AccountId': lettersOfAccount,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const name = nameOf(resources[id], 'QueueName');
  // A reference to a queue is its URL.
  if (name !== undefined) return `https://sqs.${region}.amazonaws.com/${lettersOfAccount}/${name}`;
  return pseudo[id] ?? '';
}

function attribute(argument: unknown, { region, resources }: TemplateValues): string {
  const [id = '', named = ''] = typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument.map(String) : [];
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${lettersOfAccount}:${rest}`;
  const table = nameOf(resources[id], 'TableName');
  if (table !== undefined && named === 'Arn') return arn('dynamodb', `table/${table}`);
  const queue = nameOf(resources[id], 'QueueName');
  if (queue !== undefined && named === 'Arn') return arn('sqs', queue);
  return '';
}

function substituted(argument: unknown, known: TemplateValues): string {
  const [text, values]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  const given = recordOf(values);
  return String(text).replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name.startsWith('!')) return whole.replace('!', '');
    if (name in given) return knownText(given[name], known);
    return name.includes('.') ? attribute(name, known) : reference(name, known);
  });
}

function joined(argument: unknown, known: TemplateValues): string {
  const [separator, parts]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  return Array.isArray(parts) ? parts.map((part) => knownText(part, known)).join(String(separator)) : '';
}

function nameOf(resource: unknown, property: string): string | undefined {
  const name = recordOf(recordOf(resource).Properties)[property];
  return typeof name === 'string' ? name : undefined;
}
