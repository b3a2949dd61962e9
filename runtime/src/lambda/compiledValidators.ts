import { type SchemaOwner, schemasOf } from '../model/schemas.js';
import { compiledValidator } from '../validation/compiled.js';
import type { Check, Validate } from '../validation/violations.js';

/**
 * The validator of a function: what the plugin compiled of the definitions' schemas, so that ajv's compiler is not in the bundle.
 * @throws Error when a schema of theirs has none: the function was packaged from other definitions
 */
export function compiledValidators(definitions: readonly SchemaOwner[], validators: Readonly<Record<string, Check>>): Validate {
  const checks = definitions.flatMap(schemasOf).map(({ place, schema }) => {
    const check = validators[place];
    if (!check) throw new Error(`No validator was compiled for ${place}: a definition must be the same wherever it is loaded.`);
    return [schema, check] as const;
  });
  return compiledValidator(new Map(checks));
}
