import standaloneCode from 'ajv/dist/standalone/index.js';
import type { JSONSchema } from '../domain/schema.js';
import { compileSchema, createAjv } from './ajv.js';

/** A schema and where it stands, such as `Item.events.ItemCreated`. */
export type PlacedSchema = { readonly place: string; readonly schema: JSONSchema };

/**
 * Source of an ES module that exports `validators`: a validating function by the place of its schema. It needs no compiler, only ajv's
 * `dist/runtime`. Schemas that say the same share a function.
 * @throws Error that names the place of a schema that is not one, or has another's `$id`
 */
export function compileToSource(schemas: readonly PlacedSchema[]): string {
  const ajv = createAjv({ source: true, esm: true });
  const names = new Map<string, string>();
  const members = schemas.map(({ place, schema }) => {
    const text = JSON.stringify(schema);
    const name = names.get(text) ?? `v${names.size}`;
    if (!names.has(text)) {
      names.set(text, name);
      compileAt(place, () => compileSchema(ajv, schema, name));
    }
    return `  ${JSON.stringify(place)}: ${name},\n`;
  });
  const functions = standaloneCode(ajv, Object.fromEntries([...names.values()].map((name) => [name, name])));
  return `${withoutSchemaPaths(functions)}\nexport const validators = {\n${members.join('')}};\n`;
}

function compileAt(place: string, compile: () => unknown): void {
  try {
    compile();
  } catch (cause) {
    throw new Error(`${place} is no JSON Schema: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const text = '"(?:[^"\\\\]|\\\\.)*"';
const schemaPathOrText = new RegExp(`(schemaPath:${text},)|${text}`, 'g');

/** No violation tells where in the schema it comes from, and a quarter of the code says it. What stands inside another text is left. */
const withoutSchemaPaths = (code: string): string =>
  code.replaceAll(schemaPathOrText, (found, schemaPath?: string) => (schemaPath ? '' : found));
