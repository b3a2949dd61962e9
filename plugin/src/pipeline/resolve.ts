import { Ajv, type ValidateFunction } from 'ajv';
import { userFaultOf } from '../userFault.js';
import type { Configured, Construct, Said } from './construct.js';
import { sentences } from './sentences.js';

/** A construct, as the block has it. */
export type Resolved = { readonly construct: Construct; readonly configured: Configured };

const code = 'EVENT_SOURCING_CONFIG_INVALID';

const ajv = new Ajv({ strict: true, allErrors: true, verbose: true, coerceTypes: false });

type Block = Readonly<Record<string, unknown>>;

const checks = new WeakMap<readonly Construct[], ValidateFunction<Block>>();

/**
 * Checks the raw `eventSourcing` block and fills in its defaults.
 *
 * @throws UserFault that names every fault: its path, the rule, the value, and what to do.
 */
export const resolve = (constructs: readonly Construct[], raw: unknown): { resolved: readonly Resolved[]; said: Said } => {
  const isBlock = checks.get(constructs) ?? ajv.compile<Block>(blockSchema(constructs));
  checks.set(constructs, isBlock);
  if (!isBlock(raw)) throw userFaultOf(code, sentences(isBlock.errors ?? []));
  const resolved: Resolved[] = [];
  const faults: string[] = [];
  for (const construct of constructs) {
    const checked = construct.resolve(raw[construct.key]);
    if ('faults' in checked) faults.push(...checked.faults);
    else resolved.push({ construct, configured: checked.value });
  }
  if (faults.length > 0) throw userFaultOf(code, faults);
  const said = saidOf(resolved);
  const broken = resolved.flatMap(({ configured }) => configured.rules?.(said) ?? []);
  if (broken.length > 0) throw userFaultOf(code, broken);
  return { resolved, said };
};

/** The `eventSourcing` block of serverless.yml. A `description` is the rule that an error names: `eventSourcing.x must be <description>, 'y' given.` */
const blockSchema = (constructs: readonly Construct[]) => {
  const required = constructs.flatMap(({ key, required }) => (required ? [key] : []));
  return {
    type: 'object',
    required,
    additionalProperties: false,
    description: `an object with at least ${required.join(', ')}`,
    properties: Object.fromEntries(constructs.flatMap(({ key, schema }) => (schema ? [[key, schema]] : []))),
  };
};

const saidOf = (resolved: readonly Resolved[]): Said => {
  const all = resolved.map(({ configured }) => configured.said ?? {});
  return Object.assign({}, ...all, {
    streams: all.flatMap(({ streams = [] }) => streams),
    paths: all.flatMap(({ paths = [] }) => paths),
    external: all.flatMap(({ external = [] }) => external),
  });
};
