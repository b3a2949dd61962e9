import type { MergedFunction } from '../functionPart.js';
import { code, js, object, runtime, type Source } from '../source.js';
import { printer } from './print.js';
import { validatorsPath } from './validatorModules.js';

/** Source of each generated function, by its key. */
export const entrySources = (functions: readonly MergedFunction[]): Record<string, string> =>
  Object.fromEntries(functions.map((merged) => [merged.key, entrySource(merged)]));

/** A module that imports the user's definitions, and hands them to the runtime's handler. */
const entrySource = ({ key, entry, validates }: MergedFunction): string => {
  const validate =
    validates.length > 0 && js`${runtime('lambda', 'compiledValidators')}([${validates.map(({ source }) => source)}], validators)`;
  const constants: Readonly<Record<string, Source>> = { ...(validate && { validate }), ...entry.constants };
  const names = Object.keys(constants);
  const { print, imports } = printer(names);
  const shared = Object.fromEntries(names.map((name) => [name, code(name)]));
  const lines = Object.entries(constants).map(([name, source]) => `const ${name} = ${print(source)};`);
  const handler = print(js`${runtime('lambda', entry.factory)}(${object({ ...listed(entry.options), ...shared })})`);
  return [
    // First, since it is imported for what it does.
    ...entry.imports.map((file) => `import ${JSON.stringify(file)};`),
    ...imports(),
    ...(validate ? [`import { validators } from ${JSON.stringify(validatorsPath(key))};`] : []),
    ...lines,
    `export const handler = ${handler};`,
  ].join('\n');
};

const listed = (options: MergedFunction['entry']['options']): Record<string, Source> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, 'texts' in value ? value : js`[${value}]`]));
