import { expect } from 'chai';
import { recordedSlots } from '../../../../runtime/src/projections/slots/slots.js';
import type { VersionedRecords } from '../../../../runtime/src/projections/slots/versionedRecords.js';

/** What versioned records keep, in a store that is empty each time. */
export function versionedRecordsContract(create: () => Promise<VersionedRecords>): void {
  it('are changed only by who has seen them as they are', async () => {
    const records = await create();

    const none = await records.load('one');
    const saved = [
      await records.save('one', { a: 1 }, undefined),
      await records.save('one', { a: 2 }, undefined),
      await records.save('one', { a: 3 }, 1),
    ];
    const late = await records.save('one', { a: 4 }, 1);

    expect(none).to.equal(undefined);
    expect(saved).to.deep.equal([true, false, true]);
    expect(late).to.equal(false);
    expect(await records.load('one')).to.deep.equal({ revision: 2, value: { a: 3 } });
    expect(await records.load('other')).to.equal(undefined);
  });

  it('are changed by one of many who saw the same', async () => {
    const records = await create();

    const saved = await Promise.all(Array.from({ length: 8 }, (_, n) => records.save('raced', { n }, undefined)));

    expect(saved.filter((each) => each)).to.have.length(1);
    expect((await records.load('raced'))?.value).to.deep.equal({ n: saved.indexOf(true) });
  });

  it('tell the slots of each projection, whichever others change', async () => {
    const slots = recordedSlots(await create());
    const state = (id: string) => ({ read: 'a', rebuild: { id, phase: 'filling' } }) as const;

    const changed = await Promise.all(['one', 'two', 'three'].map((name) => slots.change(name, { read: 'a' }, state(name))));
    const again = await slots.change('one', { read: 'a' }, { read: 'b' });
    const crossed = await slots.change('one', state('one'), { read: 'b' });

    expect([...changed, again, crossed]).to.deep.equal([true, true, true, false, true]);
    expect(Object.fromEntries(await slots.load())).to.deep.equal({ one: { read: 'b' }, two: state('two'), three: state('three') });
  });
}
