import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openPositions } from '../../../plugin/src/local/pump/positions.js';
import { readableShards } from '../../../plugin/src/local/pump/shards.js';
import { streamArn } from './streamFixture.js';

describe('the positions of a mapping', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'positions-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (changes: Partial<Parameters<typeof openPositions>[1]> = {}) =>
    openPositions(folder, { functionName: 'project', tableName: 'events', endpoint: 'http://localhost:8000', streamArn, ...changes });

  it('keep positions in a stream over a restart', () => {
    open().advance('shard-1', { after: '7' });
    open().advance('shard-2', { after: '9', done: true });

    expect(open().of('shard-1')).to.deep.equal({ after: '7' });
    expect(open().of('shard-2')).to.deep.equal({ after: '9', done: true });
  });

  it('are those of one function, one endpoint and one stream', () => {
    open().advance('shard-1', { after: '7' });

    expect(open({ functionName: 'notify' }).of('shard-1')).to.deep.equal({});
    expect(open({ endpoint: 'http://localhost:8001' }).of('shard-1')).to.deep.equal({});
    expect(open({ streamArn: `${streamArn}-later` }).of('shard-1')).to.deep.equal({});
  });

  it('of one function stay as they are when another advances', () => {
    const projecting = open();
    const notifying = open({ functionName: 'notify' });
    projecting.advance('shard-1', { after: '7' });
    notifying.advance('shard-1', { after: '3' });
    projecting.advance('shard-1', { after: '8' });

    expect(open().of('shard-1')).to.deep.equal({ after: '8' });
    expect(open({ functionName: 'notify' }).of('shard-1')).to.deep.equal({ after: '3' });
  });

  it('begin anew where the file is broken, and leave no draft behind', () => {
    writeFileSync(join(folder, 'project.events.json'), '{"http://loc');

    const positions = open();
    positions.advance('shard-1', { after: '1' });

    expect(open().of('shard-1')).to.deep.equal({ after: '1' });
    expect(readdirSync(folder)).to.deep.equal(['project.events.json']);
  });

  it('forget the shards that the stream no longer has', () => {
    const positions = open();
    positions.advance('shard-1', { done: true });
    positions.advance('shard-2', { after: '5' });

    positions.keepOnly(['shard-2']);

    expect(open().of('shard-1')).to.deep.equal({});
    expect(open().of('shard-2')).to.deep.equal({ after: '5' });
  });

  it('let a shard be read once its parent is done or gone, and not again when it is done itself', () => {
    const done = new Set(['root']);
    const of = (shardId: string) => (done.has(shardId) ? { done: true as const } : {});
    const shards = [
      { shardId: 'root' },
      { shardId: 'child', parentId: 'root' },
      { shardId: 'grandchild', parentId: 'child' },
      { shardId: 'orphan', parentId: 'trimmed' },
    ];

    expect(readableShards(shards, { of }).map(({ shardId }) => shardId)).to.deep.equal(['child', 'orphan']);
  });
});
