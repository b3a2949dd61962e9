import { expect } from 'chai';
import type { Attempt, Outcome } from '../history.js';
import { check } from './check.js';
import { answer, cleanHistory, nothingToDo, overdrawn, refused, sent, stored, type Written } from './histories.js';

describe("the torture's checker", () => {
  const kinds = ({ attempts, commits }: Written) => check(attempts, commits).map(({ kind }) => kind);
  const texts = ({ attempts, commits }: Written) =>
    check(attempts, commits)
      .map(({ text }) => text)
      .join('\n');

  const change = <Value>(values: Value[], index: number, changed: (value: Value) => Value) => {
    const value = values[index];
    if (value === undefined) throw new Error(`There is none at ${index}.`);
    values[index] = changed(value);
    return value;
  };

  /** The clean history, and one more attempt. */
  const withOneMore = (attempt: Attempt, outcome?: Outcome): Written => {
    const { attempts, commits } = cleanHistory();
    const { answeredAt: _, ...unanswered } = attempt;
    return { attempts: [...attempts, outcome ? { ...attempt, outcome } : unanswered], commits };
  };

  const firstAnswer = (index: number): Outcome => {
    const commit = cleanHistory().commits[index];
    if (commit === undefined) throw new Error(`There is none at ${index}.`);
    return answer(commit);
  };

  describe('finds nothing', () => {
    const clean: Record<string, () => Written> = {
      'where all is well': cleanHistory,
      'in commands whose outcome is unknown, and which are not stored': () => withOneMore(sent(4, 'Deposit', { amount: 3 })),
      'in commands whose outcome is unknown, and which are stored': () => {
        const history = withOneMore(sent(4, 'Deposit', { amount: 3 }));
        history.commits.push(stored(sent(4, 'Deposit', {}), 5, [{ type: 'Deposited', data: { amount: 3, balance: 8 } }]));
        return history;
      },
      'in a repeat that is answered as the first': () => withOneMore(sent(4, 'Deposit', { amount: 10 }, { key: 'k2' }), firstAnswer(1)),
      'in a repeat of what a killed process stored': () => {
        const history = withOneMore(sent(4, 'Deposit', { amount: 10 }, { key: 'k2' }), firstAnswer(1));
        change(history.attempts, 1, ({ outcome: _, answeredAt: __, ...attempt }) => attempt);
        return history;
      },
      'in a key that is refused for another payload': () =>
        withOneMore(sent(4, 'Deposit', { amount: 11 }, { key: 'k2' }), refused('CommandIdReused', { stream: 'Account/ann' })),
      'in a rejection by the last state': () => withOneMore(sent(4, 'Withdraw', { amount: 6 }), overdrawn(5)),
      'in a rejection by a state that was replaced meanwhile': () =>
        withOneMore(sent(4, 'Withdraw', { amount: 60 }, { requestedAt: 240, answeredAt: 310 }), overdrawn(10)),
      'in a command that had nothing to do': () => withOneMore(sent(4, 'TopUp', { to: 5 }), nothingToDo(4)),
      'in commits whose requests overlapped, whatever their order': () => {
        const history = cleanHistory();
        change(history.attempts, 1, (attempt) => ({ ...attempt, requestedAt: 200, answeredAt: 400 }));
        change(history.attempts, 2, (attempt) => ({ ...attempt, requestedAt: 190, answeredAt: 390 }));
        return history;
      },
      'in an outcome that stored nothing, and says so': () => withOneMore(sent(4, 'Deposit', { amount: 1 }), refused('Conflict')),
    };
    for (const [where, history] of Object.entries(clean)) {
      it(where, () => expect(texts(history())).to.equal(''));
    }
  });

  it('finds an acknowledged commit that is lost', () => {
    const { attempts, commits } = cleanHistory();

    expect(kinds({ attempts, commits: commits.slice(0, 2) })).to.deep.equal(['lost']);
  });

  it('finds a commit that was overwritten by another', () => {
    const history = withOneMore(sent(4, 'Deposit', { amount: 10 }));
    history.commits[1] = stored(sent(4, 'Deposit', {}), 2, [{ type: 'Deposited', data: { amount: 10, balance: 10 } }]);

    expect(kinds(history)).to.include('lost');
  });

  it('finds a command that took effect twice', () => {
    const history = withOneMore(sent(4, 'Deposit', { amount: 10 }, { key: 'k2' }));
    history.commits.push(stored(sent(4, 'Deposit', {}), 5, [{ type: 'Deposited', data: { amount: 10, balance: 15 } }]));

    expect(kinds(history)).to.deep.equal(['duplicated']);
  });

  it('finds a creation without an id that made two accounts', () => {
    const { id: _, ...first } = sent(1, 'Open', { owner: 'Ann' }, { key: 'new' });
    const { id: __, answeredAt: ___, ...second } = sent(2, 'Open', { owner: 'Ann' }, { key: 'new' });
    const commit = stored(first, 1, [{ type: 'Opened', data: { owner: 'Ann' } }]);
    const other = { ...stored(second, 1, commit.events), stream: 'Account/bob' };

    expect(kinds({ attempts: [{ ...first, outcome: answer(commit) }, second], commits: [commit, other] })).to.include('duplicated');
  });

  it('finds a gap in the versions', () => {
    const { attempts, commits } = cleanHistory();
    change(commits, 2, (commit) => ({ ...commit, version: 4, last: 5 }));

    expect(kinds({ attempts, commits })).to.include('gaps').and.not.include('lost');
  });

  it('finds a commit that holds less than its versions say', () => {
    const { attempts, commits } = cleanHistory();
    change(commits, 2, (commit) => ({ ...commit, events: commit.events.slice(0, 1) }));

    expect(kinds({ attempts, commits })).to.include('gaps');
  });

  it('finds an answer with another version than the commit has', () => {
    const history = cleanHistory();
    change(history.attempts, 1, (attempt) => ({ ...attempt, outcome: { ...firstAnswer(1), version: 3 } as Outcome }));

    expect(kinds(history)).to.deep.equal(['wrongAnswers']);
  });

  it("finds a repeat's answer that is not the first one's", () => {
    expect(kinds(withOneMore(sent(4, 'Deposit', { amount: 10 }, { key: 'k2' }), nothingToDo(4)))).to.deep.equal(['wrongAnswers']);
  });

  it('finds another payload under a key that was answered as the first', () => {
    expect(kinds(withOneMore(sent(4, 'Deposit', { amount: 11 }, { key: 'k2' }), firstAnswer(1)))).to.deep.equal(['wrongAnswers']);
  });

  it('finds a decision that was made on another state', () => {
    const history = withOneMore(sent(4, 'Deposit', { amount: 1 }));
    history.commits.push(stored(sent(4, 'Deposit', {}), 5, [{ type: 'Deposited', data: { amount: 1, balance: 11 } }]));

    expect(kinds(history)).to.deep.equal(['wrongAnswers']);
  });

  it('finds a withdrawal of more than there was', () => {
    const history = withOneMore(sent(4, 'Withdraw', { amount: 6 }));
    history.commits.push(stored(sent(4, 'Withdraw', {}), 5, [{ type: 'Withdrawn', data: { amount: 6, balance: -1 } }]));

    expect(kinds(history)).to.deep.equal(['wrongAnswers']);
  });

  it('finds a command that was accepted after the account was closed', () => {
    const history = cleanHistory();
    const close = sent(4, 'Close', { forfeit: 9 });
    const deposit = sent(5, 'Deposit', { amount: 1 });
    const closed = stored(close, 5, [{ type: 'Closed', data: { balance: 5 } }]);
    const after = stored(deposit, 6, [{ type: 'Deposited', data: { amount: 1, balance: 6 } }]);
    history.commits.push(closed, after);
    history.attempts.push({ ...close, outcome: answer(closed) }, { ...deposit, outcome: answer(after) });

    expect(kinds(history)).to.deep.equal(['wrongAnswers']);
  });

  it('finds a commit that nobody asked for', () => {
    const { attempts, commits } = cleanHistory();
    commits.push(stored(sent(9, 'Deposit', {}), 5, [{ type: 'Deposited', data: { amount: 1, balance: 6 } }]));

    expect(kinds({ attempts, commits })).to.deep.equal(['wrongAnswers']);
  });

  it('finds a commit that is before one which was acknowledged before it was asked for', () => {
    const history = cleanHistory();
    change(history.attempts, 1, (attempt) => ({ ...attempt, requestedAt: 400, answeredAt: 450 }));

    expect(kinds(history)).to.deep.equal(['wrongAnswers']);
    expect(texts(history)).to.equal('version 2 was asked for only after version 3 had been acknowledged');
  });

  it('finds an error that nothing gave occasion for', () => {
    expect(kinds(withOneMore(sent(4, 'Deposit', { amount: 1 }), refused('StreamCorrupt')))).to.include('wrongAnswers');
  });

  for (const code of ['Conflict', 'StoreThrottled']) {
    it(`finds a ${code}, which says that nothing was stored, of what was stored`, () => {
      const history = cleanHistory();
      change(history.attempts, 2, (attempt) => ({ ...attempt, outcome: refused(code) }));

      expect(kinds(history)).to.deep.equal(['wrongAnswers']);
    });
  }

  describe('finds a rejection', () => {
    const rejections: Record<string, () => Written> = {
      'that no state explains': () => withOneMore(sent(4, 'Withdraw', { amount: 1 }), overdrawn(0)),
      'by a state that was known to be replaced before the request': () =>
        withOneMore(sent(4, 'Withdraw', { amount: 60 }, { requestedAt: 360 }), overdrawn(10)),
      'by a state that came only after the answer': () =>
        withOneMore(sent(4, 'Withdraw', { amount: 60 }, { requestedAt: 210, answeredAt: 290 }), overdrawn(5)),
      'by an older state than an answered rejection had seen already': () => {
        // Version 4 was in the making from 300 to 900: the first to read sees it, so the second, who asks later, must too.
        const history = withOneMore(sent(4, 'Withdraw', { amount: 60 }, { requestedAt: 400, answeredAt: 450 }), overdrawn(5));
        change(history.attempts, 2, (attempt) => ({ ...attempt, answeredAt: 900 }));
        history.attempts.push({
          ...sent(5, 'Withdraw', { amount: 60 }, { requestedAt: 500, answeredAt: 550 }),
          outcome: overdrawn(10),
        });
        return history;
      },
      'of an expected version that was there all the time': () =>
        withOneMore(sent(4, 'Deposit', { amount: 1 }, { expectedVersion: 4 }), refused('WrongVersion', { expected: 4, actual: 3 })),
      'of a command that was accepted before under its key': () =>
        withOneMore(sent(4, 'Open', { owner: 'Ann' }, { key: 'k1' }), refused('AggregateAlreadyExists', { version: 4 })),
      'of a key that nobody had used': () => withOneMore(sent(4, 'Deposit', { amount: 1 }), refused('CommandIdReused')),
      'of a key for the payload that it was used with': () =>
        withOneMore(sent(4, 'Deposit', { amount: 10 }, { key: 'k2' }), refused('CommandIdReused')),
    };
    for (const [which, history] of Object.entries(rejections)) {
      it(which, () => expect(kinds(history())).to.deep.equal(['unjustifiedRejections']));
    }
  });
});
