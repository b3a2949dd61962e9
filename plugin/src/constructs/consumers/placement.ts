import type { Consumer, Facts, Reader } from '../../pipeline/facts.js';

/** A function, and the consumers that it runs. */
export type Placed = {
  readonly key: string;
  readonly reader: Reader;
  readonly consumers: readonly Consumer[];
  /** A queue of its own feeds it, instead of the table's stream. */
  readonly queued: boolean;
  /** Functions that it tells of commits through their queues. */
  readonly forwards: readonly Placed[];
};

/** What tells those that are isolated: the reader whose consumers have their effects elsewhere. */
const teller: Reader = 'reactions';

/**
 * Which functions run the consumers of a service: two of them at most read the events table's stream, since DynamoDB serves no more readers of
 * a shard. A consumer that is isolated has a function of its own, which one of the two tells of commits.
 */
export const placement = (consumers: readonly Consumer[]): Placed[] => {
  const alone = [...consumers.filter(({ reader }) => reader === teller), ...consumers.filter(({ reader }) => reader !== teller)].flatMap(
    (consumer): Placed[] => {
      const { isolated: key, reader } = consumer;
      return key === undefined ? [] : [{ key, reader, consumers: [consumer], queued: true, forwards: [] }];
    },
  );
  const together = (reader: Reader, forwards: readonly Placed[]): Placed[] => {
    const own = consumers.filter((consumer) => consumer.reader === reader && consumer.isolated === undefined);
    return own.length + forwards.length === 0 ? [] : [{ key: reader, reader, consumers: own, queued: false, forwards }];
  };
  return [...together('projections', []), ...together(teller, alone), ...alone];
};

/** The sources whose streams feed the consumers of a function, by name, in the order of the block. */
export const sourcesOf = ({ consumers }: Placed, { sources }: Facts): string[] =>
  sources.map(({ name }) => name).filter((name) => consumers.some(({ from }) => from.includes(name)));

/** What the names of the streams begin with that feed the consumers of a function. */
export const followedBy = (placed: Placed, facts: Facts): string[] => [
  ...sourcesOf(placed, facts),
  ...placed.consumers.flatMap(({ streams = [] }) => streams),
];
