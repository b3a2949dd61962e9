type Schema = Readonly<Record<string, unknown>>;

/** Makes a value that a JSON Schema describes, for people to try. Another `variant` gives another value where the schema leaves room. */
export function sampleOf(schema: unknown, variant = 0, name = 'text'): unknown {
  if (!isSchema(schema)) return {};
  if ('const' in schema) return schema.const;
  for (const given of [schema.examples, 'default' in schema ? [schema.default] : undefined, schema.enum]) {
    if (Array.isArray(given) && given.length > 0) return given[Math.min(variant, given.length - 1)];
  }
  const [alternative] = [schema.oneOf, schema.anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
  if (alternative !== undefined) return sampleOf(alternative, variant, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return sampleText(schema, variant, name);
    case 'integer':
    case 'number':
      return sampleNumber(schema, variant);
    case 'boolean':
      return variant % 2 === 0;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: numberAt(schema, 'minItems') ?? 1 }, (_, index) => sampleOf(schema.items, variant + index, name));
    default:
      return sampleObject(schema, variant);
  }
}

function sampleObject(schema: Schema, variant: number): Record<string, unknown> {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : Object.keys(properties);
  return Object.fromEntries(required.map((name) => [name, sampleOf(properties[String(name)], variant, String(name))]));
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com',
  uuid: '7f9c24e5-1c2b-4f0e-9d3a-2b6f8f0c1a11',
};

function sampleText(schema: Schema, variant: number, name: string): string {
  const formatted = typeof schema.format === 'string' ? formats[schema.format] : undefined;
  if (formatted !== undefined) return formatted;
  const text = variant === 0 ? name : `another ${name}`;
  const minimum = numberAt(schema, 'minLength') ?? 0;
  return text.padEnd(minimum, '.').slice(0, numberAt(schema, 'maxLength'));
}

function sampleNumber(schema: Schema, variant: number): number {
  const above = numberAt(schema, 'exclusiveMinimum');
  const lowest = numberAt(schema, 'minimum') ?? (above === undefined ? 0 : above + 1);
  const below = numberAt(schema, 'exclusiveMaximum');
  const highest = numberAt(schema, 'maximum') ?? (below === undefined ? Number.POSITIVE_INFINITY : below - 1);
  const step = numberAt(schema, 'multipleOf') ?? 1;
  const wanted = Math.max(lowest, 10) + 2 * variant;
  const value = wanted > highest ? Math.max(lowest, highest - variant) : wanted;
  return Math.ceil(value / step) * step;
}

function numberAt(schema: Schema, key: string): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
