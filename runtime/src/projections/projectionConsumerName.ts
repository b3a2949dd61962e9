/** Name under which a projection has its positions and parked streams. */
export const projectionConsumerName = (projection: string): string => `${prefix}${projection}`;

/** The projection that has a name; undefined for another consumer. */
export const projectionOf = (consumer: string): string | undefined =>
  consumer.startsWith(prefix) ? consumer.slice(prefix.length) : undefined;

const prefix = 'projections/';
