import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { findDifferences } from '../../../runtime/src/testing/differences.js';
import { explainEvents, explainValue } from '../../../runtime/src/testing/explain.js';

describe('the differences of two values', () => {
  it('are none where they are equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findDifferences(value, structuredClone(value))).to.deep.equal([]);
      }),
    );
  });

  it('are some where they are not, whichever is expected', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        fc.pre(!isDeepStrictEqual(one, other));

        const paths = findDifferences(one, other).map(({ path }) => path);

        expect(paths).not.to.deep.equal([]);
        expect(paths).to.have.members(findDifferences(other, one).map(({ path }) => path));
      }),
    );
  });

  const differing: readonly (readonly [name: string, expected: unknown, actual: unknown, lines: readonly string[]])[] = [
    ['a member', { a: 1 }, { a: 2 }, ['- a: 1', '+ a: 2']],
    ['a member deep inside', { a: [{ b: 1 }] }, { a: [{ b: '1' }] }, ['- a[0].b: 1', "+ a[0].b: '1'"]],
    ['a member that is missing', { a: 1, b: 2 }, { a: 1 }, ['- b: 2', '+ b: (missing)']],
    ['a member too many', {}, { b: [2] }, ['- b: (missing)', '+ b: [ 2 ]']],
    ['a member that is there, though undefined', {}, { a: undefined }, ['- a: (missing)', '+ a: undefined']],
    ['an item too many', [1], [1, 2], ['- [1]: (missing)', '+ [1]: 2']],
    ['each of several', { a: 1, b: 2, c: 3 }, { a: 0, b: 2, c: 0 }, ['- a: 1', '+ a: 0', '- c: 3', '+ c: 0']],
    ['a list and an object', { a: [] }, { a: {} }, ['- a: []', '+ a: {}']],
    ['null and an object', null, { a: 1 }, ['- null', '+ { a: 1 }']],
    ['a name that is no word', { 'a b': 1 }, { 'a b': 2 }, ['- ["a b"]: 1', '+ ["a b"]: 2']],
    ['a date', { at: new Date(0) }, { at: new Date(1) }, ['- at: 1970-01-01T00:00:00.000Z', '+ at: 1970-01-01T00:00:00.001Z']],
    ['a map', new Map([['a', 1]]), new Map([['a', 2]]), ["- Map(1) { 'a' => 1 }", "+ Map(1) { 'a' => 2 }"]],
    ['a long text at its end', 'a'.repeat(20_000), `${'a'.repeat(20_000)}b`, [`- '${'a'.repeat(20_000)}'`, `+ '${'a'.repeat(20_000)}b'`]],
  ];
  for (const [name, expected, actual, lines] of differing) {
    it(`show ${name}`, () => {
      expect(explainValue(expected, actual)).to.deep.equal(lines);
    });
  }

  it('do not end in a loop where a value holds itself', () => {
    const loop = (a: number) => {
      const value: Record<string, unknown> = { a };
      value.self = value;
      return value;
    };

    expect(findDifferences(loop(1), loop(2)).map(({ path }) => path)).to.include('a');
  });
});

describe('the differences of two lists of events', () => {
  const event = (type: string, n = 1) => ({ type, data: { n } });

  it('are none where they are equal', () => {
    expect(explainEvents([event('A'), event('B')], [event('A'), event('B')])).to.deep.equal([]);
  });

  it('name the event and the place in it', () => {
    expect(explainEvents([event('A'), event('B', 2)], [event('A'), event('B', 3)])).to.deep.equal([
      '  A',
      '~ B',
      '    - data.n: 2',
      '    + data.n: 3',
    ]);
  });

  it('show one that is missing, and no other', () => {
    expect(explainEvents([event('A'), event('B'), event('C')], [event('B'), event('C')])).to.deep.equal(['- A { n: 1 }', '  B', '  C']);
  });

  it('show one too many, and no other', () => {
    expect(explainEvents([event('B'), event('C')], [event('A'), event('B'), event('C')])).to.deep.equal(['+ A { n: 1 }', '  B', '  C']);
  });

  it('show one in the place of another', () => {
    expect(explainEvents([event('A'), event('C')], [event('B'), event('C')])).to.deep.equal(['- A { n: 1 }', '+ B { n: 1 }', '  C']);
  });

  it('show that the order is another', () => {
    expect(explainEvents([event('A'), event('B')], [event('B'), event('A')])).to.deep.equal(['- A { n: 1 }', '  B', '+ A { n: 1 }']);
  });

  it('tell apart events of one type', () => {
    expect(explainEvents([event('A', 1), event('A', 2)], [event('A', 2)])).to.deep.equal([
      '~ A',
      '    - data.n: 1',
      '    + data.n: 2',
      '- A { n: 2 }',
    ]);
  });
});
