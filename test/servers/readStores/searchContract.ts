import { expect } from 'chai';
import {
  type AnyProjection,
  defineProjection,
  type OpenedReadStore,
  type OpenOptions,
  object,
  type RowStore,
  readModel,
} from '../../../runtime/src/index.js';
import { Account, accounts } from '../../runtime/account.js';
import { caught, caughtSync } from '../../runtime/caught.js';
import { projectionContract } from '../../runtime/projections/projectionContract.js';
import { accountRow, rowStoreContract } from '../../runtime/projections/rowStoreContract.js';
import { endpointOf } from '../endpoints.js';

type Options = { readonly indexes?: Record<string, { readonly partition: string; readonly sort?: string }>; readonly index?: string };

/** Makes a store; `at` is where its client finds the server. Default: where it is. */
export type MakeStore = (options: Options, at?: string) => OpenedReadStore;

let indexes = 0;

/** What rows in an index keep, in OpenSearch and Elasticsearch alike. */
export function searchContract(make: MakeStore): void {
  const ofAccounts = { byOwner: { partition: 'owner', sort: 'balance' } };
  const freshName = () => ({ name: `Bank-dev-rows-${process.pid}-${++indexes}`, slot: 'a' as const });
  const plain = (projection: AnyProjection): AnyProjection => ({ ...projection, store: { kind: 'dynamodb', indexes: {} } });
  const opened = (options: OpenOptions = freshName(), at?: string): RowStore => make({ indexes: ofAccounts }, at).open(accounts, options);
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

  rowStoreContract(async () => opened(), { shared: false });

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
    const store = opened();
    await store.save([row('1', accountRow('1'))]);

    expect((await store.load(['1'])).size).to.equal(1);
    await store.refresh?.();
    expect((await store.list({ limit: 5 })).rows).to.have.length(1);
  });

  it('is made by one of many who come at once, and apart for the second slot', async () => {
    const name = freshName();

    const stores = Array.from({ length: 6 }, () => opened(name));
    const saved = await Promise.all(stores.map((store, n) => store.save([row(`${n}`, accountRow(`${n}`))])));

    expect(saved.flat()).to.deep.equal(Array(6).fill({ status: 'saved' }));
    expect(
      (
        await make({})
          .open(plain(accounts), { ...name, slot: 'b' })
          .load(['1'])
      ).size,
    ).to.equal(0);
    expect((await opened(name).load(['1'])).size).to.equal(1);
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
    const store = opened();
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
    const away = await caught(opened(freshName(), 'http://127.0.0.1:1').load(['1']));

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
