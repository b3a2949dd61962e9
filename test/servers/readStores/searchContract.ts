import { expect } from 'chai';
import {
  type AnyProjection,
  defineProjection,
  type OpenedReadStore,
  type OpenOptions,
  object,
  type RowStore,
  readModel,
  type Slot,
} from '../../../runtime/src/index.js';
import { Account, accounts } from '../../runtime/accountFixture.js';
import { caught, caughtSync } from '../../runtime/caught.js';
import { closed, commit, deposited, opened } from '../../runtime/commitBuilders.js';
import { projectionsFunction } from '../../runtime/operations/rebuild/projectionsFunction.js';
import { projectionContract } from '../../runtime/projections/projectionContract.js';
import { accountRow, rowStoreContract } from '../../runtime/projections/rows/rowStoreContract.js';
import { endpointOf } from '../endpoints.js';

type Options = {
  readonly indexes?: Record<string, { readonly partition: string; readonly sort?: string }>;
  readonly index?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** Makes a store; `at` is where its client finds the server. Default: where it is. */
export type MakeStore = (options: Options, at?: string) => OpenedReadStore;

let indexes = 0;

/** What rows in an index keep, in OpenSearch and Elasticsearch alike. */
export function searchContract(make: MakeStore): void {
  const ofAccounts = { byOwner: { partition: 'owner', sort: 'balance' } };
  const freshName = () => ({ name: `Bank-dev-rows-${process.pid}-${++indexes}`, slot: 'a' as const });
  const plain = (projection: AnyProjection): AnyProjection => ({ ...projection, store: { kind: 'dynamodb', indexes: {} } });
  const openedStore = (options: OpenOptions = freshName(), at?: string): RowStore =>
    make({ indexes: ofAccounts }, at).open(accounts, options);
  const row = (key: string, row: unknown, position = 1, expected?: number) => ({ key, row: { position, row }, expected });

  /** Asks the server itself. */
  async function ask(path: string, init: { method?: string; body?: object } = {}): Promise<unknown> {
    const { body, ...rest } = init;
    const response = await fetch(`${endpointOf('opensearch')}${path}`, {
      ...rest,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return response.json();
  }

  rowStoreContract(async () => openedStore(), { shared: false });

  projectionContract(
    async (projection) => {
      const name = freshName();
      return [make({}).open(plain(projection), name), make({}).open(plain(projection), name)];
    },
    { shared: false },
  );

  it('has each position as external version, and tombstones as documents', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const store = make({ index }).open(plain(accounts), freshName());

    await store.save([row('1', accountRow('1', 'Ann', 5), 7), row('2', null, 3)]);

    const found = [await ask(`/${index}/_doc/1`), await ask(`/${index}/_doc/2`)];
    expect(found[0]).to.deep.include({ _version: 7, _source: { key: '1', position: 7, deleted: false, row: accountRow('1', 'Ann', 5) } });
    expect(found[1]).to.deep.include({ _version: 3, _source: { key: '2', position: 3, deleted: true } });
    expect(await ask(`/${index}/_mapping`))
      .to.have.nested.property(`${index}.mappings.properties.row.properties`)
      .that.deep.include({
        balance: { type: 'double' },
        events: { type: 'long' },
      });
  });

  it('does not go back, though another wrote between the look and the write', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const store = make({ index }).open(plain(accounts), freshName());
    await store.save([row('1', accountRow('1'))]);
    const racing = store.save([row('1', accountRow('1', 'at 2'), 2, 1)]);
    const rival = ask(`/${index}/_doc/1?version=9&version_type=external`, {
      method: 'PUT',
      body: { key: '1', position: 9, deleted: false, row: accountRow('1', 'at 9') },
    });

    await Promise.all([racing, rival]);

    expect((await store.load(['1'])).get('1')).to.deep.equal({ position: 9, row: accountRow('1', 'at 9') });
  });

  it('shows by its key what is written at once, and in pages after a refresh', async () => {
    const store = openedStore();
    await store.save([row('1', accountRow('1'))]);

    expect((await store.load(['1'])).size).to.equal(1);
    await store.refresh?.();
    expect((await store.list({ limit: 5 })).rows).to.have.length(1);
  });

  it('is made by one of many who come at once, and apart for the second slot', async () => {
    const name = freshName();

    const stores = Array.from({ length: 6 }, () => openedStore(name));
    const saved = await Promise.all(stores.map((store, n) => store.save([row(`${n}`, accountRow(`${n}`))])));

    expect(saved.flat()).to.deep.equal(Array(6).fill({ status: 'saved' }));
    expect(
      (
        await make({})
          .open(plain(accounts), { ...name, slot: 'b' })
          .load(['1'])
      ).size,
    ).to.equal(0);
    expect((await openedStore(name).load(['1'])).size).to.equal(1);
  });

  it('gets new fields, and refuses a change of a type: what, where and what to do', async () => {
    const name = freshName();
    const versions = [
      object({ size: { type: 'string' } }),
      object({ size: { type: 'string' }, colour: { type: 'string' } }),
      object({ size: { type: 'number' } }),
    ];
    const [texts, more, numbers] = versions.map((schema) => ({ ...accounts, row: schema }) as AnyProjection);
    if (!texts || !more || !numbers) throw new Error('three versions');
    await make({})
      .open(plain(texts), name)
      .save([row('1', { size: 'XL' })]);

    const newer = make({ indexes: { byColour: { partition: 'colour' } } });
    const model = readModel({ ...more, store: newer }, name);
    await newer.open({ ...more, store: newer }, name).save([row('2', { size: 'S', colour: 'red' })]);
    await newer.open({ ...more, store: newer }, name).refresh?.();
    const error = await caught(make({}).open(plain(numbers), name).load(['1']));

    expect((await model.query('byColour', 'red')).rows).to.deep.equal([{ size: 'S', colour: 'red' }]);
    expect(error).to.include({ code: 'StoreRefused' });
    expect(error.message).to.include("row.size is keyword, and 'size' of accounts is double now").and.include('another name');
  });

  it('is emptied by being made again: as the code of today has it, under its aliases, and no other index', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const [a, b] = (['a', 'b'] as const).map((slot) => ({ name: 'bank-dev-sizes', slot }));
    if (!a || !b) throw new Error('two slots');
    const sized = (type: 'string' | 'number') => plain({ ...accounts, row: object({ size: { type } }) });
    const texts = make({ index }).open(sized('string'), a);
    const second = make({ index }).open(sized('string'), b);
    await texts.save([row('1', { size: 'XL' }, 7), row('2', null, 9)]);
    await second.save([row('1', { size: 'S' })]);
    await ask('/_aliases', { method: 'POST', body: { actions: [{ add: { index, alias: `${index}-mine` } }] } });

    const numbers = make({ index }).open(sized('number'), a);
    const refused = await caught(numbers.load(['1']));
    const cleared = await numbers.clear?.(() => true);

    expect(refused).to.include({ code: 'StoreRefused' });
    expect(cleared).to.equal(true);
    expect((await numbers.load(['1', '2'])).size).to.equal(0);
    expect(await numbers.save([row('1', { size: 42 }), row('2', { size: 43 })])).to.deep.equal(Array(2).fill({ status: 'saved' }));
    expect((await second.load(['1'])).get('1')).to.deep.equal({ position: 1, row: { size: 'S' } });
    const made = await ask(`/${index}-mine`);
    expect(Object.keys(made as object)).to.deep.equal([index]);
    expect(made)
      .to.have.nested.property(`${index}.mappings`)
      .that.deep.includes({
        dynamic: 'false',
        _meta: { owner: 'serverless-event-sourcing: rows of bank-dev-sizes, slot a' },
      });
    expect(made).to.have.nested.property(`${index}.mappings.properties.row.properties.size.type`, 'double');
  });

  it('is emptied where its name is an alias, and by the next who tries, where it was deleted and not made again', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const named = freshName();
    await make({ index }).open(plain(accounts), named).load(['1']);
    await ask('/_aliases', { method: 'POST', body: { actions: [{ add: { index, alias: `${index}-alias` } }] } });
    const store = make({ index: `${index}-alias` }).open(plain(accounts), named);
    await store.save([row('1', accountRow('1'), 7)]);

    await store.clear?.(() => true);
    const after = await store.load(['1']);
    const [saved] = await store.save([row('1', accountRow('1'), 1)]);
    await ask(`/${index}`, { method: 'DELETE' });
    await store.clear?.(() => true);

    expect([after.size, saved]).to.deep.equal([0, { status: 'saved' }]);
    expect(await ask(`/${index}-alias/_mapping`)).to.have.nested.property(`${index}-alias.mappings.dynamic`, 'false');
  });

  it("is left alone where it is another's, or there are several", async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const at = (name: string) => make({ index: `${index}-1` }).open(plain(accounts), { name, slot: 'a' });
    await at('bank-dev-accounts').save([row('1', accountRow('1'))]);
    await make({ index: `${index}-2` })
      .open(plain(accounts), { name: 'bank-dev-accounts', slot: 'a' })
      .load(['1']);
    const pattern = make({ index: `${index}-*` }).open(plain(accounts), { name: 'bank-dev-accounts', slot: 'a' });

    const foreign = await caught(Promise.resolve(at('bank-prod-accounts').clear?.(() => true)));
    const several = await caught(Promise.resolve(pattern.clear?.(() => true)));

    expect([foreign.code, several.code]).to.deep.equal(['StoreRefused', 'StoreRefused']);
    expect(foreign.message).to.include("another's (serverless-event-sourcing: rows of bank-dev-accounts, slot a)");
    expect(several.message).to.include('a name for 2 indexes');
    expect((await at('bank-dev-accounts').load(['1'])).size).to.equal(1);
  });

  it('is rebuilt, there and back, while events come, and shows all rows from the first moment', async () => {
    const index = `rebuilt-${process.pid}-${++indexes}`;
    // A page follows writes when it is made to, and no sooner.
    const settings = { refresh_interval: '1h' };
    const rowsIn = (slot: Slot) => make({ index, settings }).open(plain(accounts), { name: 'bank-dev-rebuilt', slot });
    const { take, deliver, rebuild } = projectionsFunction(rowsIn);
    const listed = async (slot: Slot) =>
      (await rowsIn(slot).list({ limit: 100 })).rows.map((found) => Reflect.get(Object(found), 'balance'));
    const ids = Array.from({ length: 30 }, (_, n) => `${n + 10}`);
    const history = ids.flatMap((id) => [commit(`Account/${id}`, 1, [opened('Ann')]), commit(`Account/${id}`, 2, [deposited(5)])]);
    await take([...history, commit('Account/39', 3, [closed()])], accounts);
    // What no event has made, and what is too late to be mended by one.
    await rowsIn('a').save([row('ghost', accountRow('ghost'), 12), row('10', accountRow('10', 'wrong', 99), 9, 2)]);

    const shown: unknown[][] = [];
    const once = await rebuild(accounts, async (answer) => {
      if (!('phase' in answer) || answer.status !== 'waits') return;
      if (answer.phase === 'filling') await take([commit('Account/11', 3, [deposited(1)])], accounts);
      if (answer.phase === 'switched') shown.push(await listed('b'));
    });
    await take([commit('Account/12', 3, [deposited(1)])], accounts);
    await deliver([commit('Account/39', 2, [deposited(5)])], accounts);
    const second = [await rowsIn('b').load(['10', '12', '39', 'ghost']), await rowsIn('a').load(ids)];
    const twice = await rebuild(accounts, async () => {});

    expect([once.status, twice.status]).to.deep.equal(['done', 'done']);
    expect(shown.map((balances) => balances.sort())).to.deep.equal([[...Array(28).fill(5), 6]]);
    expect(second[0]).to.deep.equal(
      new Map([
        ['10', { position: 2, row: { ...accountRow('10', 'Ann', 5), events: 2 } }],
        ['12', { position: 3, row: { ...accountRow('12', 'Ann', 6), events: 3 } }],
        ['39', { position: 3, row: null }],
      ]),
    );
    expect(second[1]?.size).to.equal(0);
    expect((await listed('a')).sort()).to.deep.equal([...Array(27).fill(5), 6, 6]);
    expect((await rowsIn('b').load([...ids, 'ghost'])).size).to.equal(0);
  });

  it("is not another's index", async () => {
    const index = `own-${process.pid}-${++indexes}`;
    await make({ index }).open(plain(accounts), { name: 'bank-dev-accounts', slot: 'a' }).load(['1']);
    await ask(`/${index}x`, { method: 'PUT' });

    const error = await caught(make({ index }).open(plain(accounts), { name: 'bank-prod-accounts', slot: 'a' }).load(['1']));
    const foreign = await caught(
      make({ index: `${index}x` })
        .open(plain(accounts), freshName())
        .load(['1']),
    );

    expect(error).to.include({ code: 'StoreRefused' });
    expect(error.message).to.include("another's (serverless-event-sourcing: rows of bank-dev-accounts, slot a)");
    expect(foreign.message).to.include('it does not say whose');
  });

  it('is made again where somebody deleted it', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const store = make({ index }).open(plain(accounts), freshName());
    await store.save([row('1', accountRow('1'))]);
    await ask(`/${index}`, { method: 'DELETE' });

    await store.load(['1']).catch(() => {});
    expect(await store.save([row('1', accountRow('1'))])).to.deep.equal([{ status: 'saved' }]);
    expect(await ask(`/${index}/_mapping`)).to.have.nested.property(`${index}.mappings.dynamic`, 'false');
  });

  it('refuses values that it cannot hold, each by its name, and writes the others', async () => {
    const store = openedStore();
    const bad: [string, unknown, string][] = [
      ['large', { ...accountRow('large'), events: 1e19 }, 'row.events'],
      ['k'.repeat(600), accountRow('long'), '600 bytes, 1 to 512'],
      ['half\ud800', accountRow('half'), 'whole characters'],
    ];

    const saved = await store.save(
      bad.flatMap(([key, value]) =>
        [row(key, value), row(`good-${key.slice(0, 5)}`, accountRow('good'))].slice(0, key.includes('\ud800') ? 1 : 2),
      ),
    );

    for (const [n, [key, , message]] of bad.entries()) {
      expect(saved[n * 2], key).to.have.nested.property('error.code', 'RowRefused');
      expect(saved[n * 2], key)
        .to.have.nested.property('error.message')
        .that.includes('accounts')
        .and.includes(message);
    }
    expect([saved[1], saved[3]]).to.deep.equal([{ status: 'saved' }, { status: 'saved' }]);
  });

  it('is away where nobody answers, refuses where it is read-only, and each says which index', async () => {
    const index = `own-${process.pid}-${++indexes}`;
    const store = make({ index }).open(plain(accounts), freshName());
    await store.save([row('1', accountRow('1'))]);
    await ask(`/${index}/_settings`, { method: 'PUT', body: { 'index.blocks.write': true } });

    const [blocked] = await store.save([row('2', accountRow('2'))]);
    const away = await caught(openedStore(freshName(), 'http://127.0.0.1:1').load(['1']));

    expect(blocked).to.have.nested.property('error.code', 'StoreRefused');
    expect(blocked).to.have.nested.property('error.message').that.includes(index);
    expect(away).to.include({ code: 'StoreUnavailable' });
  });

  it('refuses rows of many streams when they are defined, and what else it cannot find', () => {
    const parts = { name: 'x', from: [Account], evolve: {} } as const;
    const unindexed = { ...make({}), indexes: {} };
    const dotted = { 'a.b': { type: 'string' } } as const;

    const many = caughtSync(() => defineProjection({ ...parts, row: object({}), key: () => 'x', commutes: true, store: unindexed }));
    const path = caughtSync(() =>
      defineProjection({
        ...parts,
        row: object(dotted),
        store: make({ indexes: { byPath: { partition: 'a.b' } } }) as OpenedReadStore<'a.b'>,
      }),
    );
    const text = caughtSync(() => defineProjection({ ...parts, row: { type: 'string' } as const, store: unindexed }));

    expect(many.message).to.include('it has no transactions').and.include('postgresql');
    expect(path.message).to.include("'a.b', whose dot");
    expect(text.message).to.include('row must be an object');
  });
}
