import { mkdirSync, writeFileSync } from 'node:fs';
import { constructs } from '../../plugin/src/constructs/index.js';

/** What is read of a JSON Schema. */
type Schema = {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
};

type Option = { readonly path: string; readonly rule: string; readonly required: boolean };

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('{', '&#123;');

const ruleOf = ({ description, enum: values, type, anyOf }: Schema): string => {
  if (description !== undefined) return description;
  if (values) return `one of ${values.join(', ')}`;
  return type ?? anyOf?.map(ruleOf).join(', or ') ?? 'any value';
};

/** An option and all that it may contain. An intrinsic function of CloudFormation, such as `Ref`, is no option. */
const optionsOf = (path: string, schema: Schema, required: boolean): Option[] => {
  const own = { path, rule: ruleOf(schema), required };
  const shapes = [schema, ...(schema.anyOf ?? [])];
  const members = shapes.flatMap(({ properties = {}, required: needed = [], additionalProperties }) => [
    ...Object.entries(properties)
      .filter(([key]) => !/^(Ref|Fn::)/.test(key))
      .flatMap(([key, member]) => optionsOf(`${path}.${key}`, member, needed.includes(key))),
    ...(typeof additionalProperties === 'object' ? optionsOf(`${path}.<name>`, additionalProperties, false) : []),
  ]);
  const unique = new Map([own, ...members].map((option) => [option.path, option]));
  return [...unique.values()];
};

const sectionOf = (key: string, schema: Schema, required: boolean): string => {
  const options = optionsOf(key, schema, required);
  const rows = options.map(({ path, rule, required }) => `| \`${path}\`${required ? ' (required)' : ''} | ${escaped(rule)} |`);
  return `## ${key}\n\n| option | must be |\n|---|---|\n${rows.join('\n')}\n`;
};

const intro = `# Options of the block

Every option of \`eventSourcing\` in \`serverless.yml\`, from the schemas that the plugin checks it by. What each is for is in
[Configuration](../configuration.md).
`;

const sections = constructs.flatMap(({ key, schema, required = false }) => (schema ? [sectionOf(key, schema, required)] : []));
const page = [intro, ...sections].join('\n');
const folder = new URL('../api/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('block.md', folder), page);
