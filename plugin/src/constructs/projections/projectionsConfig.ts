import type { FromSchema } from 'json-schema-to-ts';
import type { Said } from '../../pipeline/construct.js';
import { listed } from '../../pipeline/spelling.js';
import { mapValues } from '../../values.js';
import { definedBy, handler, isolated } from '../schemas/definitions.js';
import { authorizedRoutes, authorizerOf, type Routes } from '../schemas/routes.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

/** Projections by their names. */
export const projectionsSchema = {
  type: 'object',
  description: "an object of projections' names and handlers, such as { catalogue: src/catalogue.catalogue }",
  propertyNames: {
    pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$',
    description: "a projection's name: a letter, then at most 63 letters, digits and hyphens",
  },
  additionalProperties: definedBy(
    handler,
    "a handler such as 'src/catalogue.catalogue', or an object such as { handler: src/catalogue.catalogue }",
    { http: authorizedRoutes('no routes', 'customers'), isolated },
  ),
} as const;

export type ProjectionsBlock = FromSchema<typeof projectionsSchema>;

export type ProjectionConfig = { readonly handler: string; readonly http: Routes; readonly isolated: boolean };

export const projectionsOf = (block: ProjectionsBlock = {}): Record<string, ProjectionConfig> => mapValues(block, projectionOf);

const projectionOf = (written: ProjectionsBlock[string]): ProjectionConfig => {
  if (typeof written === 'string') return { handler: written, http: {}, isolated: false };
  const { handler, http = true, isolated = false } = written;
  if (http === false) return { handler, http: false, isolated };
  return { handler, http: http === true ? {} : authorizerOf(http), isolated };
};

/** Tables of the plugin's own, now or in features to come: a projection of that name would want the same table. */
const reservedTables = ['events', 'snapshots', 'bookmarks', 'parked', 'guards'];

/** Names that are taken: by tables, by paths, by each other. */
export const projectionFaults = (names: readonly string[], { paths }: Said): string[] => [
  ...names.filter((name) => reservedTables.includes(name.toLowerCase())).map(reserved),
  ...names.flatMap((name) => paths.filter((other) => other.name === name).map(samePath)),
  ...names.flatMap((name, index) => sameTable(name, names.slice(0, index))),
];

const reserved = (name: string): string =>
  `eventSourcing.projections.${name} must not have a reserved name (${listed(reservedTables)}), '${name}' given. Rename the projection.`;

const samePath = ({ name, what }: Said['paths'][number]): string =>
  `eventSourcing.projections.${name} must not share its URL path '/${name}' with the ${what} of that name. Rename the projection, to '${lowerFirst(name)}' for one.`;

const sameTable = (name: string, earlier: readonly string[]): string[] => {
  const other = earlier.find((candidate) => tableId(candidate) === tableId(name));
  return other
    ? [
        `eventSourcing.projections.${name} must differ from '${other}' by more than capitals and hyphens, '${name}' given. Rename one of them.`,
      ]
    : [];
};

// CloudFormation's logical ids know letters and digits only.
const tableId = (name: string): string => name.toLowerCase().replaceAll('-', 'dash');

const lowerFirst = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
