import { expect } from 'chai';
import fc from 'fast-check';
import { type Entry, EventSourcingError, type Refusal } from '../../../runtime/src/index.js';
import { createSender } from '../../../runtime/src/publishers/createSender.js';
import { busy, entries, entry, malformed, recordingTarget, times } from './recordingTarget.js';

const atOnce = { sleep: async () => {}, random: () => 0.5 };

const unavailable = () =>
  new EventSourcingError({ code: 'StoreUnavailable', message: 'Target test gave no answer.', details: { store: 'Target test' } });
const refused = () => new EventSourcingError({ code: 'StoreRefused', message: 'Target test refused.', details: { store: 'Target test' } });

describe('createSender', () => {
  it('sends what many streams have at the same time in full requests', async () => {
    const { target, requests, taken } = recordingTarget();
    const send = createSender(target, atOnce);

    const outcomes = await Promise.all(Array.from({ length: 16 }, (_, stream) => send(entries(`Account/${stream}`, 5))));

    expect(requests.map((ids) => ids.length)).to.deep.equal(Array.from({ length: 8 }, () => 10));
    expect(new Set(taken).size).to.equal(80);
    expect(outcomes).to.deep.equal(Array.from({ length: 16 }, () => ({ sent: 5 })));
  });

  it('has at most four requests under way', async () => {
    const { target, underWay } = recordingTarget({ limits: { entries: 1 } });
    const send = createSender(target, atOnce);

    await Promise.all(Array.from({ length: 16 }, (_, stream) => send(entries(`Account/${stream}`, 2))));

    expect(underWay.most).to.equal(4);
  });

  it('keeps a request within the bytes that the target takes', async () => {
    const { target, requests } = recordingTarget({ limits: { requestBytes: 100, entryBytes: 150 } });
    const send = createSender(target, atOnce);

    await Promise.all([send(entries('Account/1', 4, 30)), send([entry('Account/2', 1, 150)])]);

    expect(requests).to.deep.equal([['Account/1@1', 'Account/1@2', 'Account/1@3'], ['Account/2@1'], ['Account/1@4']]);
  });

  it('sends again only what was not taken', async () => {
    const { target, requests } = recordingTarget({ fault: times(1, { 'Account/1@2': busy }) });
    const send = createSender(target, atOnce);

    const outcome = await send(entries('Account/1', 3));

    expect(outcome).to.deep.equal({ sent: 3 });
    expect(requests).to.deep.equal([['Account/1@1', 'Account/1@2', 'Account/1@3'], ['Account/1@2']]);
  });

  it('gives up after five tries, and says how many were taken before the first that was not', async () => {
    const { target, requests } = recordingTarget({ fault: () => ({ 'Account/1@2': busy }) });
    const waits: number[] = [];
    const send = createSender(target, { sleep: async (milliseconds) => void waits.push(milliseconds), random: () => 1 });

    const { sent, error } = await send(entries('Account/1', 3));

    expect(sent).to.equal(1);
    expect(error).to.include({ code: 'StoreUnavailable' });
    expect(String(error)).to.contain('Account/1@2').and.to.contain('ThrottlingException: slow down');
    expect(requests).to.have.length(5);
    expect(waits).to.deep.equal([20, 40, 80, 160]);
  });

  it('counts the tries of what is not taken, and not those of the stream', async () => {
    const refusals = new Map<string, number>();
    const fault = ([id = '']: readonly string[]): Record<string, Refusal> => {
      const before = refusals.get(id) ?? 0;
      refusals.set(id, before + 1);
      return before < 4 ? { [id]: busy } : {};
    };
    const { target } = recordingTarget({ order: 'each', fault });
    const waits: number[] = [];
    const send = createSender(target, { sleep: async (milliseconds) => void waits.push(milliseconds), random: () => 1 });

    const outcome = await send(entries('Account/1', 3));

    expect(outcome).to.deep.equal({ sent: 3 });
    expect(waits).to.deep.equal([20, 40, 80, 160, 20, 40, 80, 160, 20, 40, 80, 160]);
  });

  it('does not try again what is refused for good, and names it', async () => {
    const { target, requests } = recordingTarget({ fault: () => ({ 'Account/1@2': malformed }) });
    const send = createSender(target, atOnce);

    const { sent, error } = await send(entries('Account/1', 3));

    expect({ sent, requests: requests.length }).to.deep.equal({ sent: 1, requests: 1 });
    expect(error).to.include({ code: 'EventRefused' });
    expect(error)
      .to.have.property('details')
      .that.deep.equals({ target: 'Target test', event: 'Account/1@2', reason: 'MalformedDetail: no' });
  });

  it('gives up at once what the target lacks, and does not blame the event', async () => {
    const denied: Refusal = { reason: 'AccessDeniedException: no', fault: 'target' };
    const { target, requests } = recordingTarget({ fault: () => ({ 'Account/1@1': denied }) });
    const send = createSender(target, atOnce);

    const { sent, error } = await send(entries('Account/1', 1));

    expect({ sent, requests: requests.length }).to.deep.equal({ sent: 0, requests: 1 });
    expect(error).to.include({ code: 'StoreRefused' });
  });

  it('lets a stream that is refused or waits keep no other waiting', async () => {
    let released = () => {};
    const waited = new Promise<void>((done) => {
      released = done;
    });
    const { target, taken } = recordingTarget({ fault: times(1, { 'Account/1@1': busy }) });
    const send = createSender(target, { sleep: () => waited, random: () => 1 });

    const first = send(entries('Account/1', 2));
    const others = await Promise.all([send(entries('Account/2', 2)), send(entries('Account/3', 2))]);
    const before = [...taken];
    released();

    expect(others).to.deep.equal([{ sent: 2 }, { sent: 2 }]);
    expect(before).to.not.include('Account/1@1');
    expect(await first).to.deep.equal({ sent: 2 });
  });

  it('sends one entry of a stream at a time where they are taken one by one', async () => {
    const { target, requests, taken } = recordingTarget({ order: 'each', fault: times(1, { 'Account/1@1': busy }) });
    const send = createSender(target, atOnce);

    await Promise.all([send(entries('Account/1', 3)), send(entries('Account/2', 3))]);

    for (const ids of requests) expect(new Set(ids.map((id) => id.split('@')[0])).size).to.equal(ids.length);
    expect(taken.filter((id) => id.startsWith('Account/1'))).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3']);
  });

  it('sends a stream together where a request is taken as a whole, and all of it again', async () => {
    const { target, requests, taken } = recordingTarget({ order: 'together', fault: times(1, unavailable()) });
    const send = createSender(target, atOnce);

    const outcome = await send(entries('Account/1', 3));

    expect(outcome).to.deep.equal({ sent: 3 });
    expect(requests.map((ids) => ids.length)).to.deep.equal([3, 3]);
    expect(taken).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/1@3']);
  });

  it('tries a request that had no answer again, and gives the error when there is none', async () => {
    const { target, requests } = recordingTarget({ fault: unavailable });
    const send = createSender(target, atOnce);

    const { sent, error } = await send(entries('Account/1', 1));

    expect({ sent, requests: requests.length }).to.deep.equal({ sent: 0, requests: 5 });
    expect(error).to.include({ code: 'StoreUnavailable' });
  });

  it('sends each by itself after a request was refused as a whole, so that only the guilty stream fails', async () => {
    const { target, taken } = recordingTarget({ fault: (ids) => (ids.includes('Account/2@1') ? refused() : {}) });
    const send = createSender(target, atOnce);

    const outcomes = await Promise.all([1, 2, 3].map((stream) => send(entries(`Account/${stream}`, 2))));

    expect(outcomes.map(({ sent }) => sent)).to.deep.equal([2, 0, 2]);
    expect(outcomes[1]?.error).to.include({ code: 'StoreRefused' });
    expect([...taken].sort()).to.deep.equal(['Account/1@1', 'Account/1@2', 'Account/3@1', 'Account/3@2']);
  });

  it('blames the only event of a request that is refused for what it holds, so that it can be parked', async () => {
    const cause = Object.assign(new Error('detail-type is too long'), { name: 'ValidationException' });
    const { target } = recordingTarget({
      fault: (ids) =>
        ids.includes('Account/2@1')
          ? new EventSourcingError({ code: 'StoreRefused', message: 'Target test refused.', details: { store: 'Target test' }, cause })
          : {},
    });
    const send = createSender(target, atOnce);

    const [good, bad] = await Promise.all([send(entries('Account/1', 1)), send(entries('Account/2', 1))]);

    expect(good).to.deep.equal({ sent: 1 });
    expect(bad.error).to.include({ code: 'EventRefused' });
    expect(String(bad.error)).to.contain('Account/2@1').and.to.contain('ValidationException: detail-type is too long');
  });

  it('takes what a target throws without an error of ours for no answer', async () => {
    const { target } = recordingTarget({ fault: () => new TypeError('socket hang up') });
    const send = createSender(target, atOnce);

    const { error } = await send(entries('Account/1', 1));

    expect(error).to.include({ code: 'StoreUnavailable' });
    expect(String(error)).to.contain('socket hang up');
  });

  it('gives a request up that hangs, as one that is not answered', async () => {
    const { target, requests } = recordingTarget();
    const hanging = { ...target, send: (sent: readonly Entry[]) => target.send(sent).then(() => new Promise<never>(() => {})) };
    const send = createSender(hanging, { ...atOnce, longestRequest: 1 });

    const { sent, error } = await send(entries('Account/1', 1));

    expect(sent).to.equal(0);
    expect(requests).to.have.length(5);
    expect(error).to.include({ code: 'StoreUnavailable' });
    expect(String(error)).to.contain('nothing came within 1 ms');
  });

  it('answers for nothing to send', async () => {
    const { target, requests } = recordingTarget();

    expect(await createSender(target, atOnce)([])).to.deep.equal({ sent: 0 });
    expect(requests).to.deep.equal([]);
  });

  it('delivers every event, those of a stream in order, whatever entries are refused for a while', async () => {
    const faults = fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), { maxLength: 12 });

    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 }), faults, async (streams, plan) => {
        const left = [...plan];
        const fault = (ids: readonly string[]) =>
          Object.fromEntries((left.shift() ?? []).flatMap((place) => (ids[place] === undefined ? [] : [[ids[place], busy]])));
        const { target, taken } = recordingTarget({ order: 'each', fault });
        const send = createSender(target, atOnce);

        const outcomes = await Promise.all(streams.map((count, stream) => send(entries(`Account/${stream}`, count))));

        for (const [stream, { sent, error }] of outcomes.entries()) {
          const own = taken.filter((id) => id.startsWith(`Account/${stream}@`));
          expect(own).to.deep.equal(Array.from({ length: sent }, (_, index) => `Account/${stream}@${index + 1}`));
          expect(sent === streams[stream]).to.equal(error === undefined);
        }
      }),
      { numRuns: 200 },
    );
  });
});
