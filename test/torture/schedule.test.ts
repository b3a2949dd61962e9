import { expect } from 'chai';
import { stepAt } from './schedule.js';

describe("the torture's schedule", () => {
  const lanes = 8;
  const steps = (seed: number, count = 400) =>
    Array.from({ length: lanes }, (_, lane) => Array.from({ length: count }, (_, step) => stepAt(seed, lanes, lane, step))).flat();

  it('is the same for the same seed, and another for another', () => {
    expect(steps(1)).to.deep.equal(steps(1));
    expect(steps(1)).to.not.deep.equal(steps(2));
  });

  it('has all that is to be done to the runtime', () => {
    const all = steps(3);
    const having = (wanted: (step: (typeof all)[number]) => boolean) => all.filter(wanted).length;

    for (const fault of ['lostAnswers', 'lostRequests', 'latePuts', 'throttled', 'delayed', 'transactionConflicts'] as const) {
      for (const at of fault === 'transactionConflicts' ? (['call'] as const) : (['try', 'call'] as const)) {
        expect(
          having(({ faults }) => faults.some((planned) => planned.fault === fault && planned.at === at)),
          `${fault} at ${at}`,
        ).to.be.gt(20);
      }
    }
    for (const kill of ['killedBeforePut', 'killedAfterPut'] as const) {
      expect(
        having(({ faults }) => faults[0]?.fault === kill),
        kill,
      ).to.be.greaterThan(10);
    }
    expect(having(({ killAfter }) => killAfter !== undefined)).to.be.greaterThan(10);
    for (const fault of ['snapshotsDeleted', 'snapshotsPutBack', 'cachesAged'] as const) {
      expect(
        having(({ cacheFault }) => cacheFault === fault),
        fault,
      ).to.be.greaterThan(10);
    }
    for (const role of ['repeat', 'impostor'] as const)
      expect(
        having((step) => step.role === role),
        role,
      ).to.be.greaterThan(50);
    const sent = new Set(all.map(({ command }) => command.command));
    expect([...sent].sort()).to.deep.equal(['Close', 'Deposit', 'Open', 'Rename', 'TopUp', 'Withdraw', 'WithdrawWithFee']);
  });

  it('repeats what another lane sends, at the same time or a little later, under the same key', () => {
    const all = steps(4, 60);
    const keys = new Set(all.filter(({ role }) => role === 'fresh').flatMap(({ command }) => command.key ?? []));
    const repeats = all.filter(({ role }) => role !== 'fresh');

    expect(repeats.every(({ command }) => command.key !== undefined && keys.has(command.key))).to.equal(true);
  });
});
