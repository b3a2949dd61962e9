import { interest } from '../../publishers/interest.js';
import { printedTarget } from '../../publishers/printedTarget.js';
import type { Publisher } from '../../publishers/publisher.js';
import { createPublishing, everything } from '../../publishers/publisherConsumer.js';
import type { Target } from '../../publishers/target.js';
import { reaction } from '../../stream/bookmarkedConsumer.js';
import type { Environment } from '../tables.js';
import type { ConsumerPart } from './streamHandlers.js';

/** Name of the variable that tells a function where its publishers send to: JSON, by the publisher's name. Written by the plugin. */
const targetsVariable = 'EVENT_SOURCING_TARGETS';

/** Where a publisher sends to. */
export type TargetAddress = {
  /** A queue's URL, a topic's ARN, a bus, the name of a delivery stream, or brokers. */
  readonly to: string;
  /** Of brokers. */
  readonly ssl?: boolean;
  /** It would send there, and its events are printed instead: offline. */
  readonly printed?: boolean;
};

export type PublisherPart = {
  readonly publisher: Publisher;
  /** Makes its target, given where that is. */
  readonly target: (address: TargetAddress) => Target;
  /** The prefix of the source of its CloudEvents: `/<service>/<stage>`. */
  readonly source: string;
  /** Events that were committed before are not sent. ISO 8601. Default: all are. */
  readonly since?: string;
};

export type PublishersOptions = {
  readonly publishers: readonly PublisherPart[];
  readonly environment?: Environment;
  /** Where events are printed that are not sent. Default: standard output. */
  readonly print?: (line: string) => void;
};

/**
 * Publishers, each as a consumer of the events table's stream: `publishers/audit`. A target that fails stops none of the others.
 *
 * @throws Error where the environment does not say where one sends to
 */
export function publishers({
  publishers: parts,
  environment = process.env,
  print = console.log,
}: PublishersOptions): readonly ConsumerPart[] {
  const addresses = addressesIn(environment);
  return parts.map(({ publisher, target: make, source, since }): ConsumerPart => {
    const address = addressOf(addresses, publisher.name);
    const made = make(address);
    const target = address.printed ? printedTarget(made, publisher.name, print) : made;
    const names = new Set(publisher.from.map(({ name }) => name));
    const isOfInterest = interest(publisher);
    const begin = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
    const publish = createPublishing({ publisher, target, source });
    return ({ events: store, bookmarks }) => ({
      ...reaction({
        name: publisherConsumerName(publisher.name),
        follows: (aggregate) => names.has(aggregate),
        wants: (commit) => Date.parse(commit.at) >= begin && isOfInterest(commit),
        consume: (stream, commits) => publish(stream, commits, everything),
        store,
        bookmarks,
      }),
      resend: publish,
    });
  });
}

/** Name under which a publisher has its positions and parked streams. */
const publisherConsumerName = (publisher: string): string => `publishers/${publisher}`;

function addressesIn({ [targetsVariable]: value }: Environment): ReadonlyMap<string, TargetAddress> {
  if (value === undefined) throw new Error(`${targetsVariable} is not set: this handler runs in a function that the plugin made.`);
  return new Map(Object.entries<TargetAddress>(JSON.parse(value)));
}

function addressOf(addresses: ReadonlyMap<string, TargetAddress>, publisher: string): TargetAddress {
  const address = addresses.get(publisher);
  if (address) return address;
  throw new Error(`${targetsVariable} names no target for '${publisher}', only for ${[...addresses.keys()].join(', ')}.`);
}
