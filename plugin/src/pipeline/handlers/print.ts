import type { HandlerSource, Source, SourceValue } from '../source.js';

/** Prints pieces of source, and collects what they import. */
export type Printer = {
  readonly print: (source: Source) => string;
  /** The import statements of all that was printed by then. */
  readonly imports: () => readonly string[];
};

/** @param constants names of those that the module has: what stands for all of them is printed as these. */
export const printer = (constants: readonly string[]): Printer => {
  const lines = new Map<string, string>();
  const locals = new Map<string, string>();

  /** Imports an export, once, and gives the name that it has in the source: none that a constant has. */
  const local = (from: string, name: string, prefix: string): string => {
    const line = `${name} ${from}`;
    const known = locals.get(line) ?? `${prefix}${locals.size}`;
    locals.set(line, known);
    lines.set(line, `import { ${name} as ${known} } from ${JSON.stringify(from)};`);
    return known;
  };

  const printValue = (value: SourceValue): string => {
    if (isList(value)) return value.map(printValue).join(', ');
    if ('texts' in value) return print(value);
    if ('entry' in value) return local(`serverless-event-sourcing-runtime${value.entry && `/${value.entry}`}`, value.name, 'runtime');
    if ('file' in value) return local(value.file, value.exportName, 'definition');
    return 'json' in value ? JSON.stringify(value.json) : constants.join(', ');
  };

  const print = ({ texts, values }: Source): string =>
    texts.map((text, index) => `${text}${index < values.length ? printValue(valueAt(values, index)) : ''}`).join('');

  return { print, imports: () => [...lines.values()] };
};

const isList = (value: SourceValue): value is readonly (Source | HandlerSource)[] => Array.isArray(value);

const valueAt = (values: readonly SourceValue[], index: number): SourceValue => values[index] ?? { json: null };
