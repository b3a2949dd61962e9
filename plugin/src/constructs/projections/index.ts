import type { Construct } from '../../pipeline/construct.js';
import { handlersOf, readDefinitions } from '../schemas/definitions.js';
import { type ProjectionsBlock, projectionFaults, projectionsOf, projectionsSchema } from './projectionsConfig.js';
import { projectionsPart } from './projectionsPart.js';
import { rebuild } from './rebuild.js';

const key = 'projections';

/** `eventSourcing.projections`: rows of read models. */
export const projections: Construct = {
  key,
  schema: projectionsSchema,
  resolve(written: ProjectionsBlock | undefined) {
    const config = projectionsOf(written);
    return {
      value: {
        config,
        rules: (said) => projectionFaults(Object.keys(config), said),
        modules: handlersOf(key, config),
        async load(modules) {
          const read = await readDefinitions(modules, 'projection', key, config);
          return 'faults' in read ? read : { value: projectionsPart(read.value) };
        },
      },
    };
  },
  verbs: { rebuild },
};
