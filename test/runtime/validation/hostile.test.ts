import { expect } from 'chai';
import fc from 'fast-check';
import { findHostile, payloadBound } from '../../../runtime/src/validation/hostile.js';

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? 'null');

describe('a glance at a payload', () => {
  it('never takes it for smaller than it is', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true, withDate: true, withMap: true }), (value) => {
        expect(payloadBound(value)).to.be.at.least(bytesOf(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('never passes what is hostile', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
    const listed = (depth: number): unknown => (depth === 0 ? 1 : [listed(depth - 1)]);

    for (const value of [JSON.parse('{"a":[{"__proto__":1}]}'), nested(65), listed(65), { made: { toJSON: () => 'x'.repeat(1e6) } }, 1n]) {
      expect(payloadBound(value)).to.equal(Number.POSITIVE_INFINITY);
    }
  });

  it('passes what is not', () => {
    const value = { name: 'Ann', tags: ['a', 'b'], inner: { on: true, count: 1.5, none: null } };

    expect(findHostile(value)).to.deep.equal([]);
    expect(payloadBound(value)).to.be.lessThan(1000);
  });
});
