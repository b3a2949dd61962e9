import type { ValidateFunction } from 'ajv';
import type { JSONSchema } from '../domain/schema.js';
import { compileSchema, createAjv } from './ajv.js';
import { type Validate, violationsOf } from './violations.js';

/**
 * Validates with ajv. A schema is compiled when it is first used: for scripts and tests, since functions bring theirs compiled.
 * @throws Error (ajv's own) when a schema is not one
 */
export function createValidator(): Validate {
  const ajv = createAjv();
  const compiled = new Map<JSONSchema, ValidateFunction>();

  return (schema, value) => {
    let validate = compiled.get(schema);
    if (!validate) {
      validate = compileSchema(ajv, schema);
      compiled.set(schema, validate);
    }
    return violationsOf(validate, value);
  };
}
