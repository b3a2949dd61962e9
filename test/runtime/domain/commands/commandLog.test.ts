import { expect } from 'chai';
import fc from 'fast-check';
import { type CommandLog, emptyLog, findCommand, latest, logOf, remember } from '../../../../runtime/src/domain/commands/commandLog.js';

const minute = 60_000;
const at = (milliseconds: number): string => new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString();
const entry = (version: number, apart = minute) => ({ commandId: `c${version}`, version, at: at(version * apart) });
const filled = (count: number, apart = minute): CommandLog => {
  let log = emptyLog();
  for (let version = 1; version <= count; version++) log = remember(log, entry(version, apart));
  return log;
};
const all = (log: CommandLog) => latest(log, Number.POSITIVE_INFINITY);

describe('the log of a stream’s commands', () => {
  it('keeps a hundred, however old they are, and says since when', () => {
    const { entries, from, before } = all(filled(250));

    expect(entries).to.have.length(100);
    expect(entries[0]).to.deep.equal(entry(151));
    expect({ from, before }).to.deep.equal({ from: 151, before: at(150 * minute) });
  });

  it('keeps those of the last quarter of an hour, however many', () => {
    const { entries, from } = all(filled(2000, 1000));

    expect(entries).to.have.length(901);
    expect(from).to.equal(1100);
  });

  it('keeps five thousand at most', () => {
    const log = filled(12_000, 1);

    expect(all(log).entries).to.have.length(5000);
    expect(findCommand(log, 'c7000')).to.equal(undefined);
    expect(findCommand(log, 'c7001')).to.deep.equal(entry(7001, 1));
    expect(log.shared.entries.length).to.be.lessThan(11_000);
  });

  it('finds commands that it remembers, and no other', () => {
    const log = filled(150);

    expect(findCommand(log, 'c50')).to.equal(undefined);
    expect(findCommand(log, 'c51')).to.deep.equal(entry(51));
    expect(findCommand(remember(log, entry(151)), 'c151')).to.deep.equal(entry(151));
    expect(findCommand(log, 'c151')).to.equal(undefined);
  });

  it('is not changed by what follows, nor by two that follow one', () => {
    const commands = fc.array(fc.nat({ max: 5 }), { maxLength: 60 });

    fc.assert(
      fc.property(commands, (steps) => {
        const logs: { log: CommandLog; ids: string[] }[] = [{ log: emptyLog(), ids: [] }];
        for (const [number, step] of steps.entries()) {
          const { log, ids } = logs[Math.min(step, logs.length - 1)] ?? { log: emptyLog(), ids: [] };
          const next = { commandId: `n${number}`, version: ids.length + 1, at: at(number) };
          if (number % 7 === 3) findCommand(log, 'any');
          logs.unshift({ log: remember(log, next), ids: [...ids, next.commandId] });
        }

        for (const { log, ids } of logs) {
          expect(all(log).entries.map(({ commandId }) => commandId)).to.deep.equal(ids);
          for (const [, { commandId }] of steps.map((_, number) => [number, { commandId: `n${number}` }] as const)) {
            expect(findCommand(log, commandId) !== undefined).to.equal(ids.includes(commandId));
          }
        }
      }),
    );
  });

  it('goes on from what a snapshot tells', () => {
    const stored = all(filled(250));

    expect(all(logOf(stored))).to.deep.equal(stored);
    expect(all(remember(logOf(stored), entry(251))).entries.at(-1)).to.deep.equal(entry(251));
  });
});
