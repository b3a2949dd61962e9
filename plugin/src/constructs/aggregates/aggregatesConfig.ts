import type { FromSchema } from 'json-schema-to-ts';
import { given, mapValues } from '../../values.js';
import { definedBy, handler } from '../schemas/definitions.js';
import { authorizer, authorizerOf, type Routes } from '../schemas/routes.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

const aggregate = definedBy(handler, "a handler such as 'src/item.Item', or an object such as { handler: src/item.Item }", {
  http: {
    description: 'true, false (no routes) or an object such as { events: true }',
    anyOf: [
      { type: 'boolean' },
      {
        type: 'object',
        additionalProperties: false,
        properties: { events: { type: 'boolean', description: 'true or false' }, authorizer },
      },
    ],
  },
  snapshot: {
    description: 'true, false or an object such as { every: 100 }',
    anyOf: [
      { type: 'boolean' },
      {
        type: 'object',
        additionalProperties: false,
        required: ['every'],
        properties: { every: { type: 'integer', minimum: 1, description: 'a whole number from 1' } },
      },
    ],
  },
});

/** Aggregates by their names. */
export const aggregatesSchema = {
  type: 'object',
  minProperties: 1,
  description: "an object with at least one aggregate's name and handler, such as { Item: src/item.Item }",
  propertyNames: {
    pattern: '^[A-Z][A-Za-z0-9]{0,63}$',
    description: "an aggregate's name: a capital letter, then at most 63 letters and digits",
  },
  additionalProperties: aggregate,
} as const;

export type AggregatesBlock = FromSchema<typeof aggregatesSchema>;

export type AggregateConfig = {
  readonly handler: string;
  readonly http: false | (Exclude<Routes, false> & { readonly events: boolean });
  /** Unset: as the definition says. `every`: events between two snapshots. */
  readonly snapshot?: boolean | { readonly every: number };
};

export const aggregatesOf = (block: AggregatesBlock): Record<string, AggregateConfig> => mapValues(block, aggregateOf);

const aggregateOf = (written: AggregatesBlock[string]): AggregateConfig => {
  if (typeof written === 'string') return { handler: written, http: { events: false } };
  const { handler, http = true, snapshot } = written;
  const rest = { handler, ...given({ snapshot }) };
  if (http === false) return { ...rest, http: false };
  if (http === true) return { ...rest, http: { events: false } };
  return { ...rest, http: { events: http.events ?? false, ...authorizerOf(http) } };
};
