import type { ErrorObject } from 'ajv';
import { listed, nearest } from './spelling.js';

type Schema = { readonly [keyword: string]: unknown };

/** What ajv found, in our words: the path, the rule, the value, and a remedy where one is known. Each fault once. */
export const sentences = (errors: readonly ErrorObject[]): string[] => [...new Set(relevant(errors).map(sentence))];

/**
 * Of an `anyOf`, ajv reports each branch's errors. The user meant the branch whose type the value has: only that one's errors are of use;
 * if the value has no branch's type, the `anyOf` itself says what is expected.
 */
const relevant = (errors: readonly ErrorObject[]): ErrorObject[] => {
  const choices = errors.filter((error) => error.keyword === 'anyOf');
  return choices.reduce((kept, choice) => {
    const ofBranches = kept.filter((error) => error.schemaPath.startsWith(`${choice.schemaPath}/`) && isWithin(error, choice));
    const wrongBranches = new Set(
      ofBranches
        .filter((error) => error.keyword === 'type' && error.instancePath === choice.instancePath)
        .map((error) => branchOf(error, choice)),
    );
    const meant = ofBranches.filter((error) => !wrongBranches.has(branchOf(error, choice)));
    const superfluous = new Set<ErrorObject>(ofBranches.filter((error) => !meant.includes(error)));
    if (meant.length > 0) superfluous.add(choice);
    return kept.filter((error) => !superfluous.has(error));
  }, uniqueByRule(errors));
};

// A fault in a propertyName is reported twice: by the rule and by `propertyNames`. The rule's own report says which one it is.
const uniqueByRule = (errors: readonly ErrorObject[]): ErrorObject[] => errors.filter((error) => error.keyword !== 'propertyNames');

const isWithin = (error: ErrorObject, choice: ErrorObject): boolean =>
  error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);

const branchOf = (error: ErrorObject, choice: ErrorObject): string | undefined =>
  error.schemaPath.slice(choice.schemaPath.length + 1).split('/')[0];

const sentence = (error: ErrorObject): string => {
  const path = pathOf(error.instancePath);
  const schema: Schema = error.parentSchema ?? {};
  if (error.propertyName !== undefined)
    return `${path}.${error.propertyName} must be ${ruleOf(error, schema)}, '${error.propertyName}' given.`;
  if (error.keyword === 'additionalProperties') return unknownKey(path, String(error.params.additionalProperty), schema);
  if (error.keyword === 'required') return `${path}.${error.params.missingProperty} must be given: ${missing(error, schema)}.`;
  return `${path} must be ${ruleOf(error, schema)}, ${shown(error.data)} given.`;
};

const unknownKey = (path: string, key: string, schema: Schema): string => {
  const known = Object.keys(asSchema(schema.properties));
  const meant = nearest(key, known);
  const rule = known.length === 1 ? `the only key is ${listed(known)}` : `the keys are ${listed(known)}`;
  return `${path}.${key} is not known: ${rule}, '${key}' given.${meant ? ` Did you mean '${meant}'?` : ''}`;
};

const missing = (error: ErrorObject, schema: Schema): string => {
  const property = asSchema(asSchema(schema.properties)[String(error.params.missingProperty)]);
  return typeof property.description === 'string' ? property.description : 'a value';
};

const ruleOf = (error: ErrorObject, schema: Schema): string => {
  if (Array.isArray(schema.enum)) return listed(schema.enum.map(String), 'or');
  if (typeof schema.description === 'string') return schema.description;
  return error.message?.replace(/^must (be )?/, '') ?? 'valid';
};

const asSchema = (value: unknown): Schema => (typeof value === 'object' && value !== null ? { ...value } : {});

/** `/aggregates/Item/http` -> `eventSourcing.aggregates.Item.http`. */
const pathOf = (pointer: string): string =>
  ['eventSourcing', ...pointer.split('/').slice(1)]
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`));

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `'${value}'`;
  const text = JSON.stringify(value);
  return `'${text.length > 80 ? `${text.slice(0, 77)}...` : text}'`;
};
