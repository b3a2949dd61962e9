import { expect } from 'chai';
import { notedSlots } from '../../../../runtime/src/projections/slots/slots.js';
import type { Notes } from '../../../../runtime/src/projections/slots/versionedRecords.js';

/** What notes keep, in a store that is empty each time. */
export function notesContract(create: () => Promise<Notes>): void {
  it('are changed only by who has seen them as they are', async () => {
    const notes = await create();

    const none = await notes.load('one');
    const saved = [
      await notes.save('one', { a: 1 }, undefined),
      await notes.save('one', { a: 2 }, undefined),
      await notes.save('one', { a: 3 }, 1),
    ];
    const late = await notes.save('one', { a: 4 }, 1);

    expect(none).to.equal(undefined);
    expect(saved).to.deep.equal([true, false, true]);
    expect(late).to.equal(false);
    expect(await notes.load('one')).to.deep.equal({ revision: 2, value: { a: 3 } });
    expect(await notes.load('other')).to.equal(undefined);
  });

  it('are changed by one of many who saw the same', async () => {
    const notes = await create();

    const saved = await Promise.all(Array.from({ length: 8 }, (_, n) => notes.save('raced', { n }, undefined)));

    expect(saved.filter((each) => each)).to.have.length(1);
    expect((await notes.load('raced'))?.value).to.deep.equal({ n: saved.indexOf(true) });
  });

  it('tell the slots of each projection, whichever others change', async () => {
    const slots = notedSlots(await create());
    const state = (id: string) => ({ read: 'a', rebuild: { id, phase: 'filling' } }) as const;

    const changed = await Promise.all(['one', 'two', 'three'].map((name) => slots.change(name, { read: 'a' }, state(name))));
    const again = await slots.change('one', { read: 'a' }, { read: 'b' });
    const crossed = await slots.change('one', state('one'), { read: 'b' });

    expect([...changed, again, crossed]).to.deep.equal([true, true, true, false, true]);
    expect(Object.fromEntries(await slots.load())).to.deep.equal({ one: { read: 'b' }, two: state('two'), three: state('three') });
  });
}
