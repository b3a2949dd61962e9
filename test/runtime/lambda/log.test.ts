import { expect } from 'chai';
import { logLine } from '../../../runtime/src/lambda/log.js';

/** A log event of CloudWatch, in bytes. */
const largestEvent = 256 * 1024;

const circular: { self?: unknown } = {};
circular.self = circular;

const hostile = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new Error('no keys');
    },
    get: () => {
      throw new Error('no members');
    },
  },
);

class Throwing extends Error {
  override get message(): string {
    throw new Error('no message');
  }
}

const deep = (levels: number): unknown => (levels === 0 ? 'bottom' : { next: deep(levels - 1) });

const thrown: readonly (readonly [string, unknown])[] = [
  ['an error with a circle in it', Object.assign(new Error('with a circle'), { circular })],
  [
    'an error that is its own cause',
    Object.assign(new Error('own cause'), {
      get cause() {
        return this;
      },
    }),
  ],
  ['a BigInt in an error', Object.assign(new Error('with a BigInt'), { amount: 12n })],
  ['a BigInt', 12n],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('why')],
  ['a function', () => 'why'],
  ['an object without a prototype', Object.create(null)],
  ['a proxy that throws', hostile],
  ['an error whose message throws', new Throwing()],
  [
    'an object whose toJSON throws',
    {
      toJSON: () => {
        throw new Error('no JSON');
      },
    },
  ],
  ['an invalid date', new Date(Number.NaN)],
  ['ten megabytes of text', new Error('x'.repeat(10_000_000))],
  ['ten megabytes of bytes', Buffer.alloc(10_000_000)],
  ['a million members', Object.fromEntries(Array.from({ length: 1_000_000 }, (_, index) => [`member${index}`, index]))],
  ['a list of long texts', Array.from({ length: 1_000 }, () => 'x'.repeat(10_000))],
  ['ten thousand levels', deep(10_000)],
  ['a tree with three bytes a character', Array.from({ length: 200 }, () => ({ text: '語'.repeat(5_000) }))],
];

describe('a line of the log', () => {
  for (const [what, error] of thrown) {
    it(`is one that CloudWatch takes, with its alarm, where the error is ${what}`, () => {
      const line = logLine('ERROR', 'a stream was parked', { alarm: 'StreamParked', stream: 'Item/42', error });

      expect(Buffer.byteLength(line)).to.be.below(largestEvent);
      expect(JSON.parse(line)).to.include({ level: 'ERROR', message: 'a stream was parked', alarm: 'StreamParked', stream: 'Item/42' });
    });
  }

  it('shows name, message, stack, members and cause of an error', () => {
    const cause = new TypeError('the cause');
    const error = Object.assign(new RangeError('the error', { cause }), { code: 'E1' });

    const shown = JSON.parse(logLine('WARN', 'said', { error })).error;

    expect(shown).to.deep.include({ name: 'RangeError', message: 'the error', code: 'E1' });
    expect(shown.stack).to.contain('log.test');
    expect(shown.cause).to.include({ name: 'TypeError', message: 'the cause' });
  });

  it('names what it leaves out', () => {
    const shown = JSON.parse(logLine('ERROR', 'said', { circular, bytes: Buffer.alloc(3), amount: 12n, list: Array(150).fill(1) }));

    expect(shown.circular).to.deep.equal({ self: '[circular]' });
    expect(shown.bytes).to.equal('[3 bytes]');
    expect(shown.amount).to.equal('12n');
    expect(shown.list.at(-1)).to.equal('[50 more]');
  });
});
