import { expect } from 'chai';
import { sharedDynamoDB } from '../../dynamodbLocal.js';
import { type Answer, streamedTable, taken, upTo, versionsOf } from './streamedTable.js';
import { eventually } from './streamFixture.js';

describe('the stream pump on DynamoDB Local', () => {
  let table: Awaited<ReturnType<typeof streamedTable>>;
  beforeEach(async () => {
    table = await streamedTable(await sharedDynamoDB());
  });
  afterEach(() => table.end());

  it('hands over all records in order, from the beginning of the stream', async () => {
    const seen: number[] = [];
    await table.put([1, 2]);
    table.start((records) => {
      seen.push(...versionsOf(records));
      return taken;
    });
    await eventually(() => seen.length === 2);

    await table.put([3]);
    await eventually(() => seen.length === 3);

    expect(seen).to.deep.equal([1, 2, 3]);
  });

  it('hands a batch over again when its function throws, until it has taken everything', async () => {
    const taking: number[] = [];
    let failures = 0;
    await table.put(upTo(10));
    table.start((records) => {
      if (versionsOf(records).includes(7) && failures++ < 6) return { error: 'boom' };
      taking.push(...versionsOf(records));
      return taken;
    });

    await eventually(() => taking.includes(10));

    expect(taking).to.deep.equal(upTo(10));
    expect(table.warnings.join()).to.contain('project did not take 10 stream records').and.to.contain('boom');
  });

  it('goes on at the record that a partial batch response names', async () => {
    const batches: number[][] = [];
    await table.put(upTo(5));
    table.start((records) => {
      batches.push(versionsOf(records));
      const [, , third] = records;
      return batches.length === 1 ? { response: { batchItemFailures: [{ itemIdentifier: third?.dynamodb.SequenceNumber }] } } : taken;
    });

    await eventually(() => batches.flat().includes(5) && batches.length > 1);

    expect(batches).to.deep.equal([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
    ]);
  });

  it('goes on after a restart where it was, with the events in between', async () => {
    const seen: number[] = [];
    const answer: Answer = (records) => {
      seen.push(...versionsOf(records));
      return taken;
    };
    await table.put([1, 2]);
    const first = table.start(answer);
    await eventually(() => seen.length === 2);

    await first.stop();
    await table.put([3, 4]);
    table.start(answer);
    await eventually(() => seen.length >= 4);

    expect(seen).to.deep.equal([1, 2, 3, 4]);
  });

  it('hands over again after a restart what was not taken before', async () => {
    const seen: number[] = [];
    await table.put(upTo(4));
    const first = table.start((records) => {
      seen.push(...versionsOf(records));
      return { error: 'boom' };
    });
    await eventually(() => seen.length > 0);
    await first.stop();

    const again: number[] = [];
    table.start((records) => {
      again.push(...versionsOf(records));
      return taken;
    });
    await eventually(() => again.length >= 4);

    expect(again).to.deep.equal(upTo(4));
  });

  it('hands over again after a restart what a function had in hand when the pump stopped', async () => {
    await table.put([1]);
    let invoked = false;
    const first = table.start(() => {
      invoked = true;
      return new Promise(() => undefined);
    });
    await eventually(() => invoked);
    await first.stop();

    const again: number[] = [];
    table.start((records) => {
      again.push(...versionsOf(records));
      return taken;
    });

    await eventually(() => again.includes(1));
  });

  it('lets no function that fails or hangs disturb another, now or after a restart', async () => {
    const seen: Record<string, number[]> = { failing: [], hanging: [], working: [] };
    const consumers = Object.keys(seen).map((functionName) => ({ functionName }));
    await table.put(upTo(3));
    const first = table.start((records, functionName) => {
      seen[functionName]?.push(...versionsOf(records));
      if (functionName === 'hanging') return new Promise(() => undefined);
      return functionName === 'failing' ? { error: 'boom' } : taken;
    }, consumers);
    await eventually(() => seen.working?.length === 3);
    await table.put([4]);
    await eventually(() => seen.working?.length === 4);
    await first.stop();

    const later: Record<string, number[]> = { failing: [], hanging: [], working: [] };
    table.start((records, functionName) => {
      later[functionName]?.push(...versionsOf(records));
      return taken;
    }, consumers);
    await table.put([5]);
    await eventually(() => Object.values(later).every((versions) => versions.includes(5)));

    expect(later).to.deep.equal({ failing: upTo(5), hanging: upTo(5), working: [5] });
  });

  it('hands over what passes the filter, in batches of the size that the mapping has', async () => {
    const batches: number[][] = [];
    await table.put(upTo(3), 'Order/1');
    await table.put(upTo(5));
    await table.remove(5);
    table.start(
      (records) => {
        batches.push(versionsOf(records));
        return taken;
      },
      [{ batchSize: 2, filterPatterns: [{ eventName: ['INSERT'], dynamodb: { Keys: { stream: { S: [{ prefix: 'Item/' }] } } } }] }],
    );

    await eventually(() => batches.flat().length >= 5);

    expect(batches).to.deep.equal([[1, 2], [3, 4], [5]]);
  });
});
