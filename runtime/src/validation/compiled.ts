import type { JSONSchema } from '../domain/schema.js';
import { type Check, type Validate, violationsOf } from './violations.js';

/** Validates with functions that were compiled from these very schemas. @throws Error for another schema */
export function compiledValidator(checks: ReadonlyMap<JSONSchema, Check>): Validate {
  return (schema, value) => {
    const check = checks.get(schema);
    if (!check) throw new Error(`No validator was compiled for the schema ${JSON.stringify(schema)}: only for those of the definitions.`);
    return violationsOf(check, value);
  };
}
