import { UserFault } from '../../userFault.js';

/** Says whether a record in Lambda's JSON passes. */
export type RecordFilter = (record: unknown) => boolean;

type Leaf = (candidates: readonly unknown[]) => boolean;

/**
 * Compiles Lambda's filter patterns: a record passes if any pattern matches, and all if there is none.
 * Throws a `UserFault` that names an operator it does not know.
 * Rules: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export function compileFilter(patterns: readonly object[]): RecordFilter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((pattern) => compileNode(pattern, 'pattern'));
  return (record) => filters.some((matches) => matches(record));
}

function compileNode(pattern: unknown, path: string): RecordFilter {
  if (Array.isArray(pattern)) return compileLeaf(pattern, path);
  if (!isObject(pattern)) throw refuse(path, `a value must stand in an array, '${JSON.stringify(pattern)}' given`);
  const fields = Object.entries(pattern).map(([key, inner]): RecordFilter => {
    if (key === '$or') return compileOr(inner, `${path}.$or`);
    const matches = compileNode(inner, `${path}.${key}`);
    return (value) => matches(isObject(value) ? value[key] : undefined);
  });
  // Where the record has an array of objects, one of them that matches is enough.
  const matchesObject: RecordFilter = (value) => fields.every((matches) => matches(value));
  return (value) => (Array.isArray(value) ? value.some(matchesObject) : matchesObject(value));
}

function compileOr(alternatives: unknown, path: string): RecordFilter {
  if (!Array.isArray(alternatives)) throw refuse(path, '$or takes an array of patterns');
  const filters = alternatives.map((alternative, index) => compileNode(alternative, `${path}[${index}]`));
  return (value) => filters.some((matches) => matches(value));
}

function compileLeaf(rules: readonly unknown[], path: string): RecordFilter {
  const leaves = rules.map((rule) => compileRule(rule, path));
  return (value) => {
    const candidates = value === undefined ? [] : Array.isArray(value) ? value : [value];
    return leaves.some((matches) => matches(candidates));
  };
}

function compileRule(rule: unknown, path: string): Leaf {
  if (!isObject(rule)) return (candidates) => candidates.includes(rule);
  const [entry, ...others] = Object.entries(rule);
  if (!entry || others.length > 0) throw refuse(path, `a rule has one operator, '${JSON.stringify(rule)}' given`);
  const [operator, operand] = entry;
  // A key that leads to an object exists no less than one that leads to a value, but rules are for values.
  if (operator === 'exists') return (candidates) => candidates.some((candidate) => !isObject(candidate)) === operand;
  const matches = compileOperator(operator, operand, path);
  return (candidates) => candidates.some(matches);
}

function compileOperator(operator: string, operand: unknown, path: string): (candidate: unknown) => boolean {
  switch (operator) {
    case 'prefix': {
      const prefix = textOf(operand, path, operator);
      return (candidate) => typeof candidate === 'string' && candidate.startsWith(prefix);
    }
    case 'suffix': {
      const suffix = textOf(operand, path, operator);
      return (candidate) => typeof candidate === 'string' && candidate.endsWith(suffix);
    }
    case 'equals-ignore-case': {
      const text = textOf(operand, path, operator).toLowerCase();
      return (candidate) => typeof candidate === 'string' && candidate.toLowerCase() === text;
    }
    case 'anything-but': {
      if (isObject(operand)) {
        const leaf = compileRule(operand, path);
        return (candidate) => !leaf([candidate]);
      }
      const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
      return (candidate) => !excluded.includes(candidate);
    }
    case 'numeric':
      return compileNumeric(operand, path);
    default:
      throw refuse(path, `the operator '${operator}' is not supported`);
  }
}

/** `['>', 0, '<=', 5]`: a comparison and its number, once or twice. */
function compileNumeric(operand: unknown, path: string): (candidate: unknown) => boolean {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length === 0 || parts.length % 2 === 1) throw refuse(path, "numeric takes pairs such as ['>', 0]");
  const tests: ((candidate: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2) tests.push(comparison(parts[index], parts[index + 1], path));
  return (candidate) => typeof candidate === 'number' && tests.every((test) => test(candidate));
}

function comparison(sign: unknown, bound: unknown, path: string): (candidate: number) => boolean {
  if (typeof bound !== 'number') throw refuse(path, `numeric compares with numbers, '${JSON.stringify(bound)}' given`);
  if (sign === '=') return (candidate) => candidate === bound;
  if (sign === '>') return (candidate) => candidate > bound;
  if (sign === '>=') return (candidate) => candidate >= bound;
  if (sign === '<') return (candidate) => candidate < bound;
  if (sign === '<=') return (candidate) => candidate <= bound;
  throw refuse(path, `the operator '${String(sign)}' is not supported in numeric`);
}

function textOf(operand: unknown, path: string, operator: string): string {
  if (typeof operand === 'string') return operand;
  throw refuse(path, `${operator} takes a string, '${JSON.stringify(operand)}' given`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(path: string, reason: string): UserFault {
  return new UserFault({ code: 'FILTER_PATTERN_INVALID', message: `Filter pattern of a stream, at ${path}: ${reason}.` });
}
