import { expect } from 'chai';
import type { CommitScan } from '../../../runtime/src/eventStore/commitScan.js';
import type { Commit, EventStore } from '../../../runtime/src/index.js';
import { commit, deposited, opened } from '../commitBuilders.js';

/** What everybody who gives all commits keeps, on a store that is empty each time. */
export function commitScanContract(create: () => Promise<{ store: EventStore; scan: CommitScan }>): void {
  const walk = async (scan: CommitScan, of: number, options: { aggregates: readonly string[]; limit?: number }) => {
    const found: Commit[] = [];
    let passed = 0;
    for (let index = 0; index < of; index++) {
      let from: string | undefined;
      do {
        const page = await scan.page({ index, of }, { ...options, ...(from === undefined ? {} : { from }) });
        for await (const commits of page.commits) found.push(...commits);
        passed += page.passed;
        from = page.next;
      } while (from !== undefined);
    }
    return { found, passed };
  };
  const grow = async (store: EventStore) => {
    const commits = Array.from({ length: 12 }, (_, n) => `Account/${n}`).flatMap((stream) => [
      commit(stream, 1, [opened()]),
      commit(stream, 2, [deposited(), deposited()]),
      commit(stream, 4, [deposited()]),
    ]);
    for (const each of [...commits, commit('AccountHolder/1', 1, [opened()]), commit('Item/1', 1, [opened()])]) await store.append(each);
    return commits;
  };

  it('gives each commit of an aggregate once, those of a stream in order, however the table is divided and cut into pages', async () => {
    const { store, scan } = await create();
    const commits = await grow(store);

    for (const [of, limit] of [
      [1, undefined],
      [3, undefined],
      [1, 1],
      [4, 5],
    ] as const) {
      const { found, passed } = await walk(scan, of, { aggregates: ['Account'], ...(limit === undefined ? {} : { limit }) });

      expect(found, `${of} parts, ${limit} a page`).to.have.deep.members(commits).and.to.have.length(commits.length);
      for (const { stream } of commits) {
        expect(found.filter((each) => each.stream === stream).map(({ version }) => version)).to.deep.equal([1, 2, 4]);
      }
      expect(passed).to.equal(commits.length + 2);
    }
    expect(await scan.size()).to.equal(commits.length + 2);
  });

  it('gives commits of several aggregates', async () => {
    const { store, scan } = await create();
    await grow(store);

    const { found } = await walk(scan, 2, { aggregates: ['Item', 'AccountHolder'] });

    expect(found.map(({ stream }) => stream).sort()).to.deep.equal(['AccountHolder/1', 'Item/1']);
  });
}
