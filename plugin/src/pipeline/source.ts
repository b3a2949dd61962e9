/* The grammar of generated source: pieces of JavaScript as data, which know what they import. They are printed in one place. */

/** A module of the user's and one of its exports. */
export type HandlerSource = {
  /** Absolute path of the file. */
  readonly file: string;
  readonly exportName: string;
};

/** An export of an entry of the runtime, such as `snapshots` of `lambda`; of the runtime itself where the entry is ''. */
export type RuntimeImport = { readonly entry: string; readonly name: string };

/** A piece of source: its texts, and what stands between them. */
export type Source = { readonly texts: readonly string[]; readonly values: readonly SourceValue[] };

/** The constants of the function, as options by their names: `validate, format`. */
export const constants = { constants: true } as const;

export type SourceValue = Source | RuntimeImport | HandlerSource | typeof constants | Json | readonly (Source | HandlerSource)[];

/** Printed as JSON. */
type Json = { readonly json: unknown };

/** js`snapshots({ every: ${json(100)} })`. A list is printed with commas. */
export const js = ({ raw }: TemplateStringsArray, ...values: readonly SourceValue[]): Source => ({ texts: raw, values });

export const json = (value: unknown): Json => ({ json: value });

/** An export of one of the runtime's entries. */
export const runtime = (entry: string, name: string): RuntimeImport => ({ entry, name });

/** An object with those options that are there. */
export const object = (options: Readonly<Record<string, Source | undefined>>): Source => {
  const members = Object.entries(options).flatMap(([name, value]) => (value ? [js`${code(name)}: ${value}`] : []));
  return js`{ ${members} }`;
};

/** A text as it stands. */
export const code = (text: string): Source => ({ texts: [text], values: [] });
