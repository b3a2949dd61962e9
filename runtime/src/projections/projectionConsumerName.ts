/** Name under which a projection has its positions and parked streams. */
export const projectionConsumerName = (projection: string): string => `projections/${projection}`;
