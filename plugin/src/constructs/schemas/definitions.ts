import type { Checked, Kind, Model, Modules } from '../../pipeline/construct.js';
import type { StreamSource } from '../../pipeline/facts.js';
import type { HandlerSource } from '../../pipeline/source.js';
import { listed } from '../../pipeline/spelling.js';

/* What words that name the user's definitions have in common. A `description` is the rule that an error names. */

/** A module of the user's and one of its exports. */
export const handlerSuchAs = <Example extends string>(example: Example) =>
  ({
    type: 'string',
    pattern: '^.+\\.[A-Za-z_$][A-Za-z0-9_$]*$',
    description: `a module's path without extension, a dot, and the name of its export, such as '${example}'`,
  }) as const;

export const handler = handlerSuchAs('src/item.Item');

/** Any text. */
export const name = { type: 'string', minLength: 1, description: 'a text that is not empty' } as const;

/** What is named by its handler alone, or by an object that has more to say. */
export const definedBy = <const Handler extends object, const More extends object>(written: Handler, description: string, more: More) =>
  ({
    description,
    anyOf: [written, { type: 'object', required: ['handler'], additionalProperties: false, properties: { handler: written, ...more } }],
  }) as const;

export const isolated = { type: 'boolean', description: 'true (a function of its own, behind a queue) or false' } as const;

/** A definition of the user's, with what the block says of it. */
export type Defined<Wanted extends Kind, Config> = Config & {
  readonly name: string;
  readonly source: HandlerSource;
  readonly model: Model<Wanted>;
};

type Configs<Config extends HandlerConfig> = Readonly<Record<string, Config>>;

type HandlerConfig = { readonly handler: string };

const pathOf = (key: string, name: string): string => `eventSourcing.${key}.${name}.handler`;

/** The modules of a word's entries that have a handler each. */
export const handlersOf = (key: string, configs: Configs<HandlerConfig>) =>
  Object.entries(configs).map(([name, { handler }]) => ({ path: pathOf(key, name), handler }));

/** Reads the definitions of a word's entries. */
export const readDefinitions = async <Wanted extends Kind, Config extends HandlerConfig>(
  modules: Modules,
  kind: Wanted,
  key: string,
  configs: Configs<Config>,
): Promise<Checked<Defined<Wanted, Config>[]>> => {
  const read: Defined<Wanted, Config>[] = [];
  const faults: string[] = [];
  for (const [name, config] of Object.entries(configs)) {
    const path = pathOf(key, name);
    const checked = await modules.define(kind, path);
    if ('faults' in checked) faults.push(...checked.faults);
    else read.push({ ...config, name, source: modules.source(path), model: checked.value });
  }
  return faults.length > 0 ? { faults } : { value: read };
};

/** Whose schemas a function has validators of. */
export const validated = <const Wanted extends 'aggregate' | 'intake' | 'projection'>(
  kind: Wanted,
  key: string,
  { name, source }: Defined<Wanted, unknown>,
) => ({ kind, path: pathOf(key, name), source });

type Entry = { readonly name: string; readonly model: Model<Kind> };

/** Entries that are not named as their definitions. */
export const nameFaults = (key: string, entries: readonly Entry[]): string[] =>
  entries.flatMap((entry, index) => {
    const twin = entries.slice(0, index).find(({ model }) => model.name === entry.model.name);
    if (twin) return [twinFault(key, entry, twin)];
    return entry.name === entry.model.name ? [] : [differentName(key, entry, entries)];
  });

const twinFault = (key: string, { name, model }: Entry, twin: Entry): string =>
  `eventSourcing.${key}.${name} must have a name of its own: it and eventSourcing.${key}.${twin.name} are both the ${model.kind} '${model.name}'. Rename one, or take one out.`;

const differentName = (key: string, { name, model }: Entry, entries: readonly Entry[]): string => {
  const taken = entries.some((other) => other.name === model.name);
  const remedy = taken ? `Set its name to '${name}'` : `Set its name to '${name}', or rename the key to '${model.name}'`;
  return `eventSourcing.${key}.${name} must be the name of its ${model.kind}, '${model.name}' given by the definition. ${remedy}.`;
};

/** Sources that feed an entry and are not listed. */
export const fromFaults = (key: string, name: string, from: readonly string[], sources: readonly StreamSource[]): string[] => {
  const known = sources.map((source) => source.name);
  return from
    .filter((source) => !known.includes(source))
    .map(
      (source) =>
        `eventSourcing.${key}.${name} must be fed by aggregates that are listed (${listed(known)}), '${source}' given by its from. List it under eventSourcing.aggregates, or an intake under eventSourcing.intake.`,
    );
};
