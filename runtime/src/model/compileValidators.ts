import { EventSourcingError } from '../domain/errors.js';
import { compileToSource } from '../validation/standalone.js';
import { type SchemaOwner, schemasOf } from './schemas.js';

/**
 * Source of an ES module with the validators of some definitions, for `compiledValidators` of the function that they run in.
 * It imports `ajv/dist/runtime`, as seen from this package. @throws DefinitionInvalid
 */
export function compileValidators(definitions: readonly SchemaOwner[]): string {
  try {
    return compileToSource(definitions.flatMap(schemasOf));
  } catch (cause) {
    throw new EventSourcingError({
      code: 'DefinitionInvalid',
      message: cause instanceof Error ? cause.message : String(cause),
      details: { definition: definitions.map(({ name }) => name).join(', ') },
      cause,
    });
  }
}
