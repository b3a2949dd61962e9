import { expect } from 'chai';
import fc from 'fast-check';
import { asJson } from '../../../runtime/src/domain/json.js';

const throughText = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? 'null');

describe('a value as JSON', () => {
  it('is what comes back from its text, whatever it is', () => {
    const odd = fc.anything({ withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true, withObjectString: true });
    const value = fc.oneof(fc.jsonValue(), odd, fc.dictionary(fc.oneof(fc.constant('__proto__'), fc.constant('toJSON'), fc.string()), odd));

    fc.assert(
      fc.property(value, (given) => {
        expect(asJson(given)).to.deep.equal(throughText(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('of what JSON changes or leaves out is what JSON makes of it', () => {
    const given = { date: new Date(0), none: undefined, hole: [undefined, Number.NaN], zero: -0, made: { toJSON: () => 'x' } };

    expect(asJson<unknown>(given)).to.deep.equal({ date: '1970-01-01T00:00:00.000Z', hole: [null, null], zero: 0, made: 'x' });
    expect(asJson<unknown>(undefined)).to.equal(null);
    expect(Object.is(asJson(-0), 0)).to.equal(true);
  });

  it('is a copy all the way down, that nobody else can change', () => {
    const given = { list: [{ a: 1 }], inner: { b: [2] } };

    const copy = asJson(given);
    given.list[0] = { a: 9 };
    given.inner.b.push(9);

    expect(copy).to.deep.equal({ list: [{ a: 1 }], inner: { b: [2] } });
  });

  it('keeps a member named __proto__ one, and no prototype', () => {
    const given = JSON.parse('{"a":{"__proto__":{"admin":true}}}');

    const copy = asJson(given);

    expect(copy.a.admin).to.equal(undefined);
    expect(Object.hasOwn(copy.a, '__proto__')).to.equal(true);
  });

  it('is refused where JSON has none: a circle, a BigInt', () => {
    const circle: { self?: unknown } = {};
    circle.self = circle;

    expect(() => asJson(circle)).to.throw(TypeError, /circular/);
    expect(() => asJson({ big: 1n })).to.throw(TypeError, /BigInt/);
  });
});
