import type { FromSchema } from 'json-schema-to-ts';
import type { Said } from '../../pipeline/construct.js';
import { mapValues } from '../../values.js';
import { definedBy, handler, isolated } from '../schemas/definitions.js';

/* A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */

/** Processes by their names. */
export const processesSchema = {
  type: 'object',
  description: "an object of processes' names and handlers, such as { fulfilment: src/fulfilment.fulfilment }",
  propertyNames: {
    pattern: '^[A-Za-z][A-Za-z0-9]{0,63}$',
    description: "a process's name: a letter, then at most 63 letters and digits",
  },
  additionalProperties: definedBy(
    handler,
    "a handler such as 'src/fulfilment.fulfilment', or an object such as { handler: src/fulfilment.fulfilment }",
    { isolated },
  ),
} as const;

export type ProcessesBlock = FromSchema<typeof processesSchema>;

/** `isolated`: it has a function of its own, behind a queue. */
export type ProcessConfig = { readonly handler: string; readonly isolated: boolean };

export const processesOf = (block: ProcessesBlock = {}): Record<string, ProcessConfig> =>
  mapValues(block, (written) => ({ isolated: false, ...(typeof written === 'string' ? { handler: written } : written) }));

/** A process has streams of its own, named as those of an aggregate: `Fulfilment/42`. Nobody else may have them. */
export const streamFaults = (names: readonly string[], { streams }: Said): string[] =>
  names.flatMap((name, index) => {
    const own = upperFirst(name);
    const other =
      streams.find((named) => named.name === own) ??
      names
        .slice(0, index)
        .filter((earlier) => upperFirst(earlier) === own)
        .map((earlier) => ({ what: 'process', name: earlier }))[0];
    if (!other) return [];
    return [
      `eventSourcing.processes.${name} must not share its streams '${own}/…' with the ${other.what} '${other.name}', '${name}' given. Rename the process.`,
    ];
  });

const upperFirst = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
