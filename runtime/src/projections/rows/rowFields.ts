import type { AnyProjection } from '../projection.js';

/** Type of a field whose values are no objects and no lists. */
export type ScalarType = 'string' | 'number' | 'integer' | 'boolean';

const scalarTypes: ReadonlySet<unknown> = new Set<ScalarType>(['string', 'number', 'integer', 'boolean']);

const isScalar = (type: unknown): type is ScalarType => scalarTypes.has(type);

/** The fields of a projection's rows that have one scalar type, which may be nullable. Other parts of the schema do not matter here. */
export function scalarFields({ row }: AnyProjection): ReadonlyMap<string, ScalarType> {
  const properties = typeof row === 'object' ? (row.properties ?? {}) : {};
  return new Map(
    Object.entries(properties).flatMap(([field, schema]) => {
      const types = typeof schema === 'object' ? [schema.type ?? []].flat().filter((type) => type !== 'null') : [];
      const [type] = types;
      return types.length === 1 && isScalar(type) ? [[field, type] as const] : [];
    }),
  );
}
