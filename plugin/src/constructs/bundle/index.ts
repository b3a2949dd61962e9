import type { FromSchema } from 'json-schema-to-ts';
import type { Construct } from '../../pipeline/construct.js';
import { name } from '../schemas/definitions.js';
import { settings } from '../schemas/settings.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  description: 'an object such as { external: [sharp] }',
  properties: {
    external: { type: 'array', items: name, description: 'a list of packages that the runtime or a layer provides' },
  },
} as const;

/** `eventSourcing.bundle`: what is left out of the functions' bundles. */
export const bundle: Construct = {
  key: 'bundle',
  schema,
  resolve({ external = [] }: FromSchema<typeof schema> = {}) {
    return settings({ external }, {}, { external });
  },
};
