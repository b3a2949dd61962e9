import { expect } from 'chai';
import fc from 'fast-check';
import { createDispatcher, defineAggregate, inMemoryEventStore, object } from '../../../runtime/src/index.js';
import { findHostile, payloadBound } from '../../../runtime/src/validation/hostile.js';

import { caught } from '../caught.js';

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

  it('never passes a member that who compares objects would call', async () => {
    const Tagged = defineAggregate({
      name: 'Tagged',
      initialState: () => ({}),
      events: { Made: object({ tags: { type: 'array', items: { type: 'object' }, uniqueItems: true } }) },
      evolve: { Made: (state) => state },
      commands: { Make: { creates: true, emits: 'Made' } },
    });
    const { execute } = createDispatcher({ store: inMemoryEventStore(), aggregates: [Tagged] });

    for (const name of ['toString', 'valueOf']) {
      const tags = [{ [name]: 1 }, { [name]: 2 }];
      const error = await caught(execute({ aggregate: 'Tagged', command: 'Make', id: '1', data: { tags } }));

      expect(payloadBound(tags)).to.equal(Number.POSITIVE_INFINITY);
      expect(error).to.include({ code: 'ValidationFailed' });
      expect(error.message).to.include(`/tags/0/${name}`);
    }
  });

  it('passes data that is not hostile', () => {
    const value = { name: 'Ann', tags: ['a', 'b'], inner: { on: true, count: 1.5, none: null } };

    expect(findHostile(value)).to.deep.equal([]);
    expect(payloadBound(value)).to.be.lessThan(1000);
  });
});
