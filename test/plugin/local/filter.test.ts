import { expect } from 'chai';
import { compileFilter } from '../../../plugin/src/local/pump/filter.js';

const record = {
  eventName: 'INSERT',
  dynamodb: {
    SizeBytes: 42,
    NewImage: {
      stream: { S: 'Item/42' },
      types: { SS: ['ItemCreated', 'PriceUpdated'] },
      gone: { NULL: true },
      nothing: null,
      list: { L: [{ S: 'a' }, { S: 'b' }] },
    },
  },
};
const image = (pattern: object) => ({ dynamodb: { NewImage: pattern } });

const cases: readonly [behaviour: string, pattern: object, passes: boolean][] = [
  ['an exact value', { eventName: ['INSERT'] }, true],
  ['one of several values', { eventName: ['MODIFY', 'INSERT'] }, true],
  ['another value', { eventName: ['MODIFY'] }, false],
  ['all fields', { eventName: ['INSERT'], dynamodb: { SizeBytes: [41] } }, false],
  ['a value in an array of the record', image({ types: { SS: ['PriceUpdated'] } }), true],
  ['no value in an array of the record', image({ types: { SS: ['ItemRetired'] } }), false],
  ['an object in an array of the record', image({ list: { L: { S: ['b'] } } }), true],
  ['a prefix', image({ stream: { S: [{ prefix: 'Item/' }] } }), true],
  ['another prefix', image({ stream: { S: [{ prefix: 'Order/' }] } }), false],
  ['a suffix', image({ stream: { S: [{ suffix: '/42' }] } }), true],
  ['a value in another case', image({ stream: { S: [{ 'equals-ignore-case': 'item/42' }] } }), true],
  ['a field that is there', image({ stream: { S: [{ exists: true }] } }), true],
  ['a field that is not there', image({ stream: { N: [{ exists: false }] } }), true],
  ['no parent of a field', image({ missing: { S: [{ exists: true }] } }), false],
  ['anything but a value', { eventName: [{ 'anything-but': 'REMOVE' }] }, true],
  ['anything but some values', { eventName: [{ 'anything-but': ['REMOVE', 'INSERT'] }] }, false],
  ['anything but a prefix', image({ stream: { S: [{ 'anything-but': { prefix: 'Item' } }] } }), false],
  ['a number in a range', { dynamodb: { SizeBytes: [{ numeric: ['>', 41, '<=', 42] }] } }, true],
  ['a number out of range', { dynamodb: { SizeBytes: [{ numeric: ['<', 42] }] } }, false],
  ['null', image({ nothing: [null] }), true],
  ['null where there is no field', image({ missing: [null] }), false],
  ['one of two patterns', { $or: [{ eventName: ['MODIFY'] }, { dynamodb: { SizeBytes: [42] } }] }, true],
];

describe('the filter of a stream mapping', () => {
  for (const [behaviour, pattern, passes] of cases) {
    it(`a filter of the stream ${passes ? 'lets pass' : 'holds back'}: ${behaviour}`, () => {
      expect(compileFilter([pattern])(record)).to.equal(passes);
    });
  }

  it('lets everything pass without a pattern, and what one of several patterns matches', () => {
    expect(compileFilter([])(record)).to.equal(true);
    expect(compileFilter([{ eventName: ['REMOVE'] }, { eventName: ['INSERT'] }])(record)).to.equal(true);
  });

  it('names an operator that it does not know, and where it stands', () => {
    const pattern = image({ stream: { S: [{ wildcard: 'Item/*' }] } });

    expect(() => compileFilter([pattern])).to.throw("pattern.dynamodb.NewImage.stream.S: the operator 'wildcard' is not supported");
  });

  it('refuses a value outside an array', () => {
    expect(() => compileFilter([{ eventName: 'INSERT' }])).to.throw('pattern.eventName: a value must stand in an array');
  });
});
