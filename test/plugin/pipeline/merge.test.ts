import { expect } from 'chai';
import { readingEvents, writingEvents } from '../../../plugin/src/cloudformation/statements.js';
import type { FunctionPart } from '../../../plugin/src/pipeline/functionPart.js';
import { mergeParts } from '../../../plugin/src/pipeline/merge.js';
import { js } from '../../../plugin/src/pipeline/source.js';

const merged = (...parts: readonly Omit<FunctionPart, 'key'>[]) => mergeParts(parts.map((part) => ({ key: 'queries', ...part })))[0];

const actionsOf = (...parts: readonly Omit<FunctionPart, 'key'>[]) =>
  merged(...parts)?.statements.map(({ Action, Condition }) => [Action, JSON.stringify(Condition)]);

const keys = (...names: readonly string[]) => JSON.stringify({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': names } });

describe('parts of functions', () => {
  it('are one function where their keys are the same', () => {
    const functions = mergeParts([{ key: 'queries' }, { key: 'reactions' }, { key: 'queries', timeout: 28 }]);

    expect(functions.map(({ key, timeout }) => [key, timeout])).to.deep.equal([
      ['queries', 28],
      ['reactions', undefined],
    ]);
  });

  it('describe it together, in one phrase where they begin alike', () => {
    const description = merged(
      { description: { text: 'Queries of', names: ['Item'] } },
      { description: { text: 'Tells x of commits' } },
      { description: { text: 'Queries of', names: ['catalogue', 'prices'] } },
    )?.description;

    expect(description).to.equal('Queries of Item, catalogue, prices; Tells x of commits');
  });

  it('have one list of options where each has a list', () => {
    const [one, other] = [js`one`, js`other`];

    const entry = merged({ entry: { factory: 'f', options: { consumers: [one] } } }, { entry: { options: { consumers: [other] } } })?.entry;

    expect(entry).to.deep.include({ factory: 'f', options: { consumers: [one, other] } });
  });

  it('get a statement for each table and what a part does with it, and none for no keys', () => {
    expect(actionsOf({ reads: [readingEvents(['Item'])], writes: [writingEvents(['Item']), writingEvents(['Order'])] })).to.deep.equal([
      [['dynamodb:Query'], keys('Item/*')],
      [['dynamodb:PutItem', 'dynamodb:Query'], keys('Item/*', 'Order/*')],
    ]);
    expect(actionsOf({ reads: [readingEvents([])] })).to.deep.equal([]);
  });

  const contradictions: readonly [what: string, of: (value: string) => Omit<FunctionPart, 'key'>][] = [
    ['a timeout', (value) => ({ timeout: value.length })],
    ['a variable', (value) => ({ environment: { QUEUE: value } })],
    ['a setting', (value) => ({ settings: { memorySize: value } })],
    ['a factory', (value) => ({ entry: { factory: value } })],
    ['an option', (value) => ({ entry: { options: { aggregate: { texts: [value], values: [] } } } })],
    ['a constant', (value) => ({ entry: { constants: { format: { texts: [value], values: [] } } } })],
  ];
  for (const [what, of] of contradictions) {
    it(`may both give ${what}, if it is the same`, () => {
      expect(() => merged(of('a'), of('a'))).not.to.throw();
      expect(() => merged(of('a'), of('other'))).to.throw(TypeError, /of the function queries has two values/);
    });
  }
});
