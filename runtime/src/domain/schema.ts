import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export type { JSONSchema };

/** JSON Schemas by name. */
export type Schemas = Readonly<Record<string, JSONSchema>>;

declare const described: unique symbol;

/** Carries a type that no value has: `Data` reads it, so that hovering a definition shows its data and not its JSON Schemas. */
export type Describes<Described> = { readonly [described]: Described };

/** A JSON Schema of which only the type of its data is known. */
export type SchemaOf<Described> = JSONSchema & Describes<Described>;

/** The type that a JSON Schema describes; `unknown` for a schema that is not known literally (inferring that one explodes). */
export type Data<Schema> =
  Schema extends Describes<infer Described>
    ? Described
    : JSONSchema extends Schema
      ? unknown
      : Schema extends JSONSchema
        ? FromSchema<Schema>
        : unknown;

/**
 * A JSON Schema for an object: every property is required unless named optional, and nothing else is allowed.
 *
 * @example
 * object({ name: { type: 'string' }, note: { type: 'string' } }, { optional: ['note'] })
 */
export function object<const Properties extends Record<string, JSONSchema>, const Optional extends keyof Properties & string = never>(
  properties: Properties,
  options: { readonly optional?: readonly Optional[] } = {},
) {
  const optional: readonly string[] = options.optional ?? [];
  const required = Object.keys(properties).filter((name): name is Exclude<keyof Properties & string, Optional> => !optional.includes(name));
  return { type: 'object', properties, required, additionalProperties: false } as const;
}
