import type { snapshotFaults } from './caches.js';
import { microseconds } from './clock.js';
import type { Crew, Worker } from './crew.js';
import type { History, Outcome, Sent } from './history.js';
import { expectedNow, type Send } from './lanes.js';
import type { Message } from './messages.js';
import type { Faults } from './report.js';
import type { Step } from './schedule.js';

/** Who waits for the answer to an attempt. */
export type Answers = Map<number, (outcome: Outcome) => void>;

export type Run = {
  readonly crew: Crew;
  readonly history: History;
  readonly faults: Faults;
  readonly answers: Answers;
  readonly snapshots: ReturnType<typeof snapshotFaults>;
};

/** Takes down what workers tell. */
export const receive =
  ({ history, faults, answers }: Pick<Run, 'history' | 'faults' | 'answers'>) =>
  (message: Message): void => {
    if (message.type === 'requested') history.requested(message.attempt, message.at);
    if (message.type === 'happened') faults[message.fault] += 1;
    if (message.type !== 'answered') return;
    history.answered(message.attempt, message.at, message.outcome);
    answers.get(message.attempt)?.(message.outcome);
  };

/** Sends commands to the workers' processes, a lane's always to the same place, and kills them as it is scheduled. */
export function createSender(run: Run): Send {
  const { crew, history } = run;
  let count = 0;
  return async ({ lane, step, planned }) => {
    await faultCaches(run, planned);
    const worker = await crew.worker(lane);
    count += 1;
    const { id, key, command, data } = planned.command;
    const target = { ...(id === undefined ? {} : { id }), ...(key === undefined ? {} : { key }) };
    const expectedVersion = expectedNow(planned, history.lastSeen);
    return send(run, worker, { attempt: count, lane, step, pid: worker.pid, ...target, command, data, expectedVersion }, planned);
  };
}

async function faultCaches({ snapshots, faults }: Run, { cacheFault }: Step): Promise<void> {
  // A worker's cache is its own affair: it ages when the command is there.
  if (cacheFault === 'cachesAged') faults.cachesAged += 1;
  else if (cacheFault !== undefined) faults[cacheFault] += await snapshots[cacheFault]();
}

async function send({ history, faults, answers }: Run, worker: Worker, sent: Sent, planned: Step): Promise<Outcome | undefined> {
  const { attempt } = sent;
  const { cacheFault, killAfter } = planned;
  const answered = new Promise<Outcome>((done) => answers.set(attempt, done));
  const killInFlight = () => {
    faults.killedInFlight += 1;
    worker.kill();
  };
  history.sent(sent, microseconds());
  worker.order({ sent, faults: planned.faults, ...(cacheFault ? { cacheFault } : {}) });
  const kill = killAfter === undefined ? undefined : setTimeout(killInFlight, killAfter);
  const outcome = await Promise.race([answered, worker.ended.then(() => undefined)]);
  clearTimeout(kill);
  answers.delete(attempt);
  if (outcome === undefined) history.unknown(attempt, microseconds());
  return outcome;
}
