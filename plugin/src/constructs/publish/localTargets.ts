import type { Offline } from '../../pipeline/localPart.js';
import { given, recordOf } from '../../values.js';
import type { Place } from './place.js';
import type { AwsTargetConfig } from './publishConfig.js';
import type { Publisher, Target } from './publisher.js';
import { targetText } from './targets.js';

/** Where publishers send to while the service runs offline. */
export type LocalTargets = {
  /** Takes the place of what the template tells the function. */
  readonly variable: string;
  /** What the function is told beside it. */
  readonly environment: Readonly<Record<string, string>>;
  /** For people: what becomes of each publisher's events. */
  readonly lines: readonly string[];
};

/** Undefined `to`: nobody knows offline. */
type Sent = { readonly to: string | undefined; readonly at: string | undefined; readonly ssl?: boolean };

/**
 * Nobody wants a laptop to send to AWS: events go to where an endpoint was given for their service, and are printed where none was. Undefined
 * for a service without publishers.
 */
export function localTargets(publishers: readonly Pick<Publisher, 'name' | 'target'>[], offline: Offline): LocalTargets | undefined {
  if (publishers.length === 0) return undefined;
  const all = publishers.map(({ name, target }) => ({ name, target, sent: sentTo(target, offline) }));
  const addresses = all.map(({ name, target, sent: { to, at, ssl } }) => {
    const address = to !== undefined && at !== undefined ? { to } : { to: to ?? pretended(target, name, offline), printed: true };
    return [name, { ...address, ...given({ ssl }) }] as const;
  });
  const brokers = textAt(offline.env, 'KAFKA_BROKERS');
  return {
    variable: JSON.stringify(Object.fromEntries(addresses)),
    environment: given({ KAFKA_BROKERS: brokers }),
    lines: all.map(({ name, target, sent }) => `Publisher ${name}, to ${targetText(target)}: ${becomes(target, sent)}`),
  };
}

function becomes(target: Target, { to, at }: Sent): string {
  if (at === undefined) return `events are printed here; ${variableOf(target)} says where to send them`;
  return to === undefined ? 'events are printed here, since only CloudFormation knows its name' : `events are sent to ${at}`;
}

const variableOf = ({ kind }: Target): string => (kind === 'kafka' ? 'KAFKA_BROKERS' : `AWS_ENDPOINT_URL_${kind.toUpperCase()}`);

function sentTo(target: Target, offline: Offline): Sent {
  const variable = variableOf(target);
  if (target.kind === 'kafka') {
    const brokers = textAt(offline.env, variable);
    // A broker on this machine, or beside it, has no certificate.
    return { to: brokers ?? ('brokers' in target ? target.brokers.join(',') : ''), at: brokers, ssl: false };
  }
  const at = textAt(offline.env, variable) ?? textAt(offline.env, 'AWS_ENDPOINT_URL');
  const name = nameOf(target, offline.resources);
  return { to: name === undefined ? undefined : addressOf(target, name, offline, at), at };
}

/** What a target is told that sends nothing: its limits and its order are as they would be. */
const pretended = (target: Target, publisher: string, offline: Offline): string =>
  target.kind === 'kafka' ? '' : addressOf(target, publisher, offline, undefined);

function addressOf({ kind, place }: AwsTargetConfig, name: string, { region, env }: Offline, endpoint: string | undefined): string {
  const arn = literalArn(place);
  const account = arn?.split(':')[4] ?? textAt(env, 'AWS_ACCOUNT_ID') ?? '000000000000';
  switch (kind) {
    case 'sns':
      return arn ?? `arn:aws:sns:${region}:${account}:${name}`;
    case 'sqs':
      return `${endpoint === undefined ? `https://sqs.${region}.amazonaws.com` : new URL(endpoint).origin}/${account}/${name}`;
    case 'eventBridge':
      return arn ?? name;
    case 'firehose':
      return name;
  }
}

const literalArn = (place: Place): string | undefined => ('arn' in place && typeof place.arn === 'string' ? place.arn : undefined);

const nameProperties = { eventBridge: 'Name', sns: 'TopicName', sqs: 'QueueName', firehose: 'DeliveryStreamName' } as const;

/** The name that a target has, or would have: a resource without one gets one from CloudFormation. */
function nameOf({ kind, place }: AwsTargetConfig, resources: Offline['resources']): string | undefined {
  if ('name' in place) return place.name;
  if ('arn' in place) return literalArn(place)?.split(/[:/]/).at(-1);
  const { Properties: properties } = recordOf(resources[place.resource]);
  const { [nameProperties[kind]]: given, FifoQueue: fifoQueue, FifoTopic: fifoTopic } = recordOf(properties);
  if (typeof given === 'string') return given;
  return fifoQueue === true || fifoTopic === true ? `${place.resource}.fifo` : place.resource;
}

function textAt(environment: Offline['env'], name: string): string | undefined {
  const value = environment[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
