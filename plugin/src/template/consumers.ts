import type { ServiceModel } from '../model/model.js';
import { type GeneratedFunction, generatedFunctions } from './generatedFunctions.js';

/** Anything fed by the events table's stream: the name that it has in the tables, and the function that runs it. */
export type ServiceConsumer = { readonly name: string; readonly functionKey: string };

/** All consumers of a service. */
export const serviceConsumers = (model: ServiceModel): ServiceConsumer[] =>
  generatedFunctions(model).flatMap((generated) => consumerNames(generated).map((name) => ({ name, functionKey: generated.key })));

/** What the consumer of a projection is called. */
export const projectionConsumer = (projection: string): string => `${projectionsPrefix}${projection}`;

/** The projection that a consumer is of. */
export const projectionOf = (consumer: string): string => consumer.slice(projectionsPrefix.length);

const projectionsPrefix = 'projections/';

/** Names of the consumers that a function runs: as the runtime has them. */
export const consumerNames = (generated: GeneratedFunction): string[] => {
  switch (generated.kind) {
    case 'projections':
      return generated.projections.map(({ name }) => projectionConsumer(name));
    case 'reactions':
      return [
        ...(generated.receivedFrom.length > 0 ? ['receivers'] : []),
        ...generated.processes.map(({ name }) => `processes/${name}`),
        ...generated.publishers.map(({ name }) => `publishers/${name}`),
      ];
    case 'commands':
    case 'commandQueue':
    case 'queries':
    case 'deadlines':
    case 'intake':
      return [];
  }
};
