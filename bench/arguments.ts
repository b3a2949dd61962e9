import { parseArgs } from 'node:util';

export type Arguments = { readonly names: readonly string[]; readonly json: boolean; readonly strict: boolean };

export const usage = 'npm run bench -- [name …] [--json] [--strict]';

/** Reads the command line. Without a name, all of `known` are meant. @throws TypeError, with what to do */
export function readArguments(args: readonly string[], known: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { json: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  for (const name of positionals) {
    if (!known.includes(name)) throw new TypeError(`There is no measurement '${name}', only ${known.join(', ')}.`);
  }
  return { names: positionals.length === 0 ? known : positionals, json: values.json, strict: values.strict };
}
