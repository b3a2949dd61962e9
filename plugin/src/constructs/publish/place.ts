import type { Intrinsic } from '../schemas/intrinsic.js';

/**
 * Where a target is: a name in this account and region; an ARN; the logical id of a resource of the same serverless.yml; or an intrinsic
 * function that gives the ARN.
 */
export type Place = { readonly name: string } | { readonly arn: string | Intrinsic } | { readonly resource: string };

/** What is wrong with a place that the schema cannot tell. */
export function placeFaults(path: string, written: string | Intrinsic): string[] {
  if (typeof written === 'string') return [];
  const { Ref: ref, 'Fn::GetAtt': attribute } = written;
  if (ref !== undefined && !isLogicalId(ref)) {
    return [`${path}.Ref must be the logical id of a resource of this serverless.yml, ${shown(ref)} given.`];
  }
  if (attribute === undefined) return [];
  const [id, name] = attributeOf(attribute);
  if (isLogicalId(id) && (name === 'Arn' || name === 'TopicArn')) return [];
  return [
    `${path} must give an ARN, as { 'Fn::GetAtt': [Orders, Arn] } does, ${shown(attribute)} given. Take the attribute Arn, or a Ref.`,
  ];
}

/** A place that has no fault. */
export function placeOf(written: string | Intrinsic): Place {
  if (typeof written === 'string') return written.startsWith('arn:') ? { arn: written } : { name: written };
  const { Ref: ref, 'Fn::GetAtt': attribute } = written;
  const [id] = ref === undefined ? attributeOf(attribute) : [ref];
  return typeof id === 'string' ? { resource: id } : { arn: written };
}

/** `[Orders, Arn]` and `Orders.Arn` are the same. */
const attributeOf = (written: unknown): readonly unknown[] => {
  if (typeof written === 'string') return written.split('.');
  return Array.isArray(written) ? written : [];
};

const isLogicalId = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9]+$/.test(value);

const shown = (value: unknown): string => `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
