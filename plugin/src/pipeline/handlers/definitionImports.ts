import type { HandlerSource } from '../../model/model.js';

/** Imports of the user's exports, for generated source. */
export type DefinitionImports = {
  /** Imports an export, once, and gives the name that it has in the source. */
  readonly imported: (entry: { readonly source: HandlerSource }) => string;
  /** Source of a list of exports. */
  readonly list: (entries: readonly { readonly source: HandlerSource }[]) => string;
  /** The import statements, of all that was imported by then. */
  readonly lines: readonly string[];
};

export const definitionImports = (): DefinitionImports => {
  const lines: string[] = [];
  const locals = new Map<HandlerSource, string>();
  const imported: DefinitionImports['imported'] = ({ source }) => {
    const known = locals.get(source);
    if (known !== undefined) return known;
    const local = `definition${lines.length}`;
    locals.set(source, local);
    lines.push(`import { ${source.exportName} as ${local} } from ${JSON.stringify(source.file)};`);
    return local;
  };
  return { imported, list: (entries) => `[${entries.map(imported).join(', ')}]`, lines };
};
