import { Ajv, type AnySchema, type CodeOptions, type ValidateFunction } from 'ajv';
import type { JSONSchema } from '../domain/schema.js';

/** Ajv as schemas mean it here, whether they are compiled at package time or at run time: strict, every violation, no coercion, no defaults, no formats. */
export const createAjv = (code: CodeOptions = {}): Ajv =>
  new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true, allowUnionTypes: true, code });

/**
 * Compiles a schema; with a key, it is found under it.
 * @throws Error (ajv's own) when a schema is not one, or answers with a promise
 */
export function compileSchema(ajv: Ajv, given: JSONSchema, key?: string): ValidateFunction {
  // The same thing by two names: json-schema-to-ts' type is readonly all through, ajv's is not.
  const schema = given as AnySchema;
  if (key !== undefined) ajv.addSchema(schema, key);
  const validate = ajv.compile(schema);
  if ('$async' in validate) throw new Error('$async is not supported: a value is valid or not, at once');
  return validate;
}
