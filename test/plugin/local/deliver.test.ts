import { expect } from 'chai';
import fc from 'fast-check';
import { deliver, type InvokeResult, takenOf } from '../../../plugin/src/local/pump/deliver.js';
import { resultOf } from '../../../plugin/src/local/pump/invoke.js';
import type { LambdaStreamRecord } from '../../../plugin/src/local/pump/record.js';
import { lambdaRecords } from './streamFixture.js';

const numbersOf = (records: readonly LambdaStreamRecord[]) => records.map(({ dynamodb }) => Number(dynamodb.SequenceNumber));
const failing = (...itemIdentifiers: unknown[]) => ({ batchItemFailures: itemIdentifiers.map((itemIdentifier) => ({ itemIdentifier })) });

/** Delivers records to a function that answers as told; what it was given, what was checkpointed, and the waits in between. */
async function delivering(count: number, answer: (numbers: number[], call: number) => InvokeResult) {
  const calls: number[][] = [];
  const checkpoints: number[] = [];
  const waits: number[] = [];
  const warnings: string[] = [];
  await deliver(lambdaRecords(count), {
    functionName: 'project',
    invoke: async (_, { Records }) => {
      calls.push(numbersOf(Records));
      return answer(numbersOf(Records), calls.length);
    },
    checkpoint: (record) => checkpoints.push(Number(record.dynamodb.SequenceNumber)),
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    warn: (message) => warnings.push(message),
    stopped: () => calls.length > 500,
  });
  return { calls, checkpoints, waits, warnings };
}

describe('the delivery of a batch', () => {
  it('is checkpointed once the function has taken it', async () => {
    const { calls, checkpoints } = await delivering(3, () => ({ response: null }));

    expect(calls).to.deep.equal([[1, 2, 3]]);
    expect(checkpoints).to.deep.equal([3]);
  });

  it('goes on at the lowest record that failed, and checkpoints what is before it', async () => {
    const { calls, checkpoints } = await delivering(5, (_, call) => ({ response: call === 1 ? failing('4', '3') : failing() }));

    expect(calls).to.deep.equal([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
    ]);
    expect(checkpoints).to.deep.equal([2, 5]);
  });

  it('is cut in two when it failed as a whole, and the halves keep their order', async () => {
    const { calls, checkpoints } = await delivering(4, (numbers, call) =>
      numbers.includes(2) && call < 6 ? { error: 'boom' } : { response: undefined },
    );

    expect(calls).to.deep.equal([[1, 2, 3, 4], [1, 2], [1], [2], [2], [2], [3, 4]]);
    expect(checkpoints).to.deep.equal([1, 2, 4]);
  });

  it('is tried again without limit, ever more slowly, up to five seconds', async () => {
    const { calls, waits } = await delivering(1, (_, call) => (call <= 50 ? { error: 'boom' } : { response: {} }));

    expect(calls.length).to.equal(51);
    expect(waits.slice(0, 6)).to.deep.equal([200, 400, 800, 1600, 3200, 5000]);
    expect(Math.max(...waits)).to.equal(5000);
  });

  it('is not cut in two when the function was out of reach, and nobody is told unless that lasts', async () => {
    const short = await delivering(4, (_, call) => (call <= 3 ? { unreachable: 'connection refused' } : { response: null }));
    const long = await delivering(4, (_, call) => (call <= 9 ? { unreachable: 'connection refused' } : { response: null }));

    expect(short.calls).to.deep.equal(Array(4).fill([1, 2, 3, 4]));
    expect([short.warnings.length, long.warnings.length]).to.deep.equal([0, 1]);
  });

  it('drops nothing, and goes past nothing that failed, whatever the function answers', async () => {
    const answers = fc.array(fc.oneof(fc.constant('error'), fc.constant('lost'), fc.constant('ok'), fc.constant('bad'), fc.nat(9)), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), answers, async (count, script) => {
        const taken = new Set<number>();
        const { checkpoints } = await delivering(count, (numbers, call) => {
          const next = script[call - 1] ?? 'ok';
          if (next === 'error') return { error: 'boom' };
          if (next === 'lost') return { unreachable: 'connection refused' };
          if (next === 'bad') return { response: failing('no such record') };
          const failed = next === 'ok' ? numbers.length : next % numbers.length;
          for (const number of numbers.slice(0, failed)) taken.add(number);
          return { response: next === 'ok' ? null : failing(String(numbers[failed])) };
        });

        expect([...taken].sort((one, other) => one - other)).to.deep.equal(numbersOf(lambdaRecords(count)));
        expect(checkpoints).to.deep.equal([...checkpoints].sort((one, other) => one - other));
        expect(checkpoints.at(-1)).to.equal(count);
      }),
    );
  });
});

describe('the answer of a stream function', () => {
  const taken = (response: unknown) => takenOf(lambdaRecords(3), response).taken;

  it('means success when it is empty', () => {
    for (const response of [null, undefined, '', {}, { batchItemFailures: null }, { batchItemFailures: [] }]) {
      expect(taken(response), JSON.stringify(response)).to.equal(3);
    }
  });

  it('means failure of the whole batch when it is malformed or names no record of the batch', () => {
    const malformed = ['text', 5, [], { batchItemFailures: {} }, { batchItemFailures: ['2'] }, { batchItemFailures: [null] }];
    for (const response of [
      ...malformed,
      failing(''),
      failing(null),
      failing('9'),
      failing('2', '9'),
      { batchItemFailures: [{ id: '2' }] },
    ]) {
      expect(taken(response), JSON.stringify(response)).to.equal(0);
    }
  });

  it('is a failure with the header of a function error, and with any status but 2xx', () => {
    expect(resultOf({ status: 200, failed: true, body: '{"errorMessage":"boom"}' })).to.deep.equal({ error: 'boom' });
    expect(resultOf({ status: 404, failed: false, body: '{"Message":"Function not found"}' })).to.deep.equal({
      error: 'Function not found',
    });
    expect(resultOf({ status: 200, failed: false, body: '' })).to.deep.equal({ response: null });
    expect(resultOf({ status: 200, failed: false, body: '{"batchItemFailures":[]}' })).to.deep.equal({
      response: { batchItemFailures: [] },
    });
  });
});
