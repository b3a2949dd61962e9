import type { Violation } from '../domain/errors.js';
import { pointer } from './violations.js';

/** Deepest nesting of a payload. Folds, validators and serialisers recurse; 20,000 brackets would end them with a stack overflow. */
const maxPayloadDepth = 64;

/**
 * What no payload may hold, whatever its schema says: members named `__proto__`, and more nesting than `maxPayloadDepth`.
 * Walks without recursion, since it guards those who recurse.
 */
export function findHostile(payload: unknown): readonly Violation[] {
  const violations: Violation[] = [];
  const queue: { readonly value: unknown; readonly path: string; readonly depth: number }[] = [{ value: payload, path: '', depth: 0 }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { value, path, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= maxPayloadDepth) {
      return [...violations, { path, rule: 'depth', message: `is nested deeper than ${maxPayloadDepth} levels` }];
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === '__proto__') violations.push({ path: pointer(path, name), rule: 'forbiddenName', message: 'is not allowed as a name' });
      else queue.push({ value: member, path: pointer(path, name), depth: depth + 1 });
    }
  }
  return violations;
}
