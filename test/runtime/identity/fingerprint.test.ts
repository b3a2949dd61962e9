import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson, fingerprint } from '../../../runtime/src/identity/fingerprint.js';

describe('a fingerprint', () => {
  it('does not depend on the order of members, at any depth', () => {
    const one = canonicalJson({ a: 1, b: [{ c: 2, d: { e: null, f: 'x' } }] });
    const other = canonicalJson({ b: [{ d: { f: 'x', e: null }, c: 2 }], a: 1 });

    expect(one).to.equal(other);
  });

  it('is of canonical JSON that still means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('tells commands, values and borders apart', () => {
    const prints = [
      fingerprint('A', '{"a":1}'),
      fingerprint('B', '{"a":1}'),
      fingerprint('A', '{"a":2}'),
      fingerprint('A{', '"a":1}'),
      fingerprint('A', canonicalJson([1, 2])),
      fingerprint('A', canonicalJson([2, 1])),
    ];

    expect(new Set(prints).size).to.equal(prints.length);
  });
});
