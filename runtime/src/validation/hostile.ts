import type { Violation } from '../domain/errors.js';
import { pointer } from './violations.js';

/** Deepest nesting of a payload. Folds, validators and serialisers recurse; 20,000 brackets would end them with a stack overflow. */
const maxPayloadDepth = 64;

// The first would become a prototype where an object is copied; the others are called as methods by who compares objects, ajv for one.
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'toString', 'valueOf']);

/**
 * What no payload may hold, whatever its schema says: members with `forbiddenNames`, and more nesting than `maxPayloadDepth`.
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
      if (forbiddenNames.has(name))
        violations.push({ path: pointer(path, name), rule: 'forbiddenName', message: 'is not allowed as a name' });
      else queue.push({ value: member, path: pointer(path, name), depth: depth + 1 });
    }
  }
  return violations;
}

/**
 * Bytes that a payload has at most as JSON, by a glance: `Infinity` for one that may be hostile, or says itself what it is as JSON. Nearly
 * every payload is so far from every limit that no closer look is needed.
 */
export function payloadBound(value: unknown, depth = 0): number {
  if (typeof value === 'string') return textBound(value);
  if (typeof value === 'bigint') return Number.POSITIVE_INFINITY;
  if (typeof value !== 'object' || value === null) return longestWord;
  if (depth >= maxPayloadDepth || 'toJSON' in value) return Number.POSITIVE_INFINITY;
  // A hole is passed over here, and in JSON it is `null,`.
  if (Array.isArray(value)) return value.reduce<number>((bound, member) => bound + payloadBound(member, depth + 1), 2 + 5 * value.length);
  let bound = 2;
  for (const name in value) {
    if (forbiddenNames.has(name)) return Number.POSITIVE_INFINITY;
    bound += textBound(name) + payloadBound(Reflect.get(value, name), depth + 1) + 2;
  }
  return bound;
}

/** Of a number, `true`, `false` or `null`: none is longer than -1.2345678901234567e-123. */
const longestWord = 25;

// A character is six bytes at most: `\u0000`.
const textBound = (text: string): number => 6 * text.length + 2;
