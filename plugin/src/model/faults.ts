import type { Definition } from '../pipeline/definition.js';
import { listed } from '../pipeline/spelling.js';

type Named = { readonly name: string; readonly model: Definition };
type Process = { readonly name: string; readonly model: Extract<Definition, { kind: 'process' }> };
type Publisher = { readonly name: string; readonly model: Extract<Definition, { kind: 'publisher' }> };
type Projection = { readonly name: string; readonly model: Extract<Definition, { kind: 'projection' }> };

type Definitions = {
  readonly aggregates: readonly Named[];
  readonly projections: readonly Projection[];
  readonly processes: readonly Process[];
  readonly publishers: readonly Publisher[];
  readonly intakes: readonly Named[];
};

/** What is wrong among definitions that are each valid. */
export const definitionFaults = ({ aggregates, projections, processes, publishers, intakes }: Definitions): string[] => [
  ...nameFaults('aggregates', aggregates),
  ...nameFaults('projections', projections),
  ...nameFaults('processes', processes),
  ...nameFaults('publish', publishers),
  ...nameFaults('intake', intakes),
  ...projections.flatMap((projection) => sourceFaults(projection, [...aggregates, ...intakes])),
  ...processes.flatMap((process) => [
    ...unlisted('processes', process, 'from', [...aggregates, ...intakes]),
    ...unlisted('processes', process, 'to', aggregates),
  ]),
  ...publishers.flatMap((publisher) => unlisted('publish', publisher, 'from', [...aggregates, ...intakes])),
];

const nameFaults = (key: string, entries: readonly Named[]): string[] =>
  entries.flatMap((entry, index) => {
    const twin = entries.slice(0, index).find(({ model }) => model.name === entry.model.name);
    if (twin) return [twinFault(key, entry, twin)];
    return entry.name === entry.model.name ? [] : [differentName(key, entry, entries)];
  });

const twinFault = (key: string, { name, model }: Named, twin: Named): string =>
  `eventSourcing.${key}.${name} must have a name of its own: it and eventSourcing.${key}.${twin.name} are both the ${model.kind} '${model.name}'. Rename one, or take one out.`;

const differentName = (key: string, { name, model }: Named, entries: readonly Named[]): string => {
  const taken = entries.some((other) => other.name === model.name);
  const remedy = taken ? `Set its name to '${name}'` : `Set its name to '${name}', or rename the key to '${model.name}'`;
  return `eventSourcing.${key}.${name} must be the name of its ${model.kind}, '${model.name}' given by the definition. ${remedy}.`;
};

const unlisted = (
  key: 'processes' | 'publish',
  { name, model }: Process | Publisher,
  part: 'from' | 'to',
  aggregates: readonly Named[],
): string[] => {
  const known = aggregates.map((aggregate) => aggregate.name);
  const does = part === 'from' ? 'be fed by' : 'send to';
  const named = part === 'to' ? (model.kind === 'process' ? model.to : []) : model.from;
  return named
    .filter((aggregate) => !known.includes(aggregate))
    .map(
      (aggregate) =>
        `eventSourcing.${key}.${name} must ${does} aggregates that are listed (${listed(known)}), '${aggregate}' given by its ${part}. List it under eventSourcing.aggregates${part === 'from' ? ', or an intake under eventSourcing.intake' : ''}.`,
    );
};

const sourceFaults = ({ name, model }: Projection, aggregates: readonly Named[]): string[] => {
  const known = aggregates.map((aggregate) => aggregate.name);
  if (model.from.length === 0) return [`eventSourcing.projections.${name} must be fed by one aggregate at least, '[]' given by its from.`];
  return model.from
    .filter((source) => !known.includes(source))
    .map(
      (source) =>
        `eventSourcing.projections.${name} must be fed by aggregates that are listed (${listed(known)}), '${source}' given by its from. List it under eventSourcing.aggregates, or an intake under eventSourcing.intake.`,
    );
};
