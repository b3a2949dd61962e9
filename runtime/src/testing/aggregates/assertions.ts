import type { NewEvent } from '../../domain/events/event.js';
import { asStored, displayEvent } from '../display.js';
import { explainEvents, explainValue } from '../explain.js';
import type { Fail } from '../failure.js';
import { type Played, play, type Script } from './play.js';
import { refusalsOf } from './refusal.js';
import { describeEnding, report } from './report.js';

/** The last command was accepted and stored exactly these events. */
export async function assertStored(script: Script, events: readonly NewEvent[], fail: Fail): Promise<void> {
  // As they are stored: a Date that is expected is the string that it becomes.
  const expected = events.map(({ type, data }) => ({ type, data: asStored(data) }));
  const wanted = expected.length === 0 ? ['- accepted, and nothing stored'] : expected.map((event) => `- ${displayEvent(event)}`);
  const played = await play(script, fail);
  const stored = acceptedOf(script, played, wanted, fail);
  const lines = explainEvents(expected, stored);
  if (lines.length === 0) return;
  const headline = `${nameOf(script)} stored other events than expected (- expected, + stored):`;
  throw fail({ message: report(headline, lines, script, played), expected, actual: stored });
}

/** The state after the last command, which was accepted or whose rejection was recorded; that of the given events where there is none. */
export async function assertState(script: Script, state: unknown, fail: Fail): Promise<void> {
  const played = await play(script, fail);
  const { ending } = played;
  if (!(ending.kind === 'refused' && ending.recorded)) acceptedOf(script, played, ['- accepted'], fail);
  const actual = played.after.state;
  const lines = explainValue(state, actual);
  if (lines.length === 0) return;
  const headline = 'The state is another than expected (- expected, + folded):';
  throw fail({ message: report(headline, lines, script, played), expected: state, actual });
}

/** The last command was refused under this code; with these details, where `details` holds some. */
export async function assertRefused(script: Script, code: string, details: readonly unknown[], fail: Fail): Promise<void> {
  const played = await play(script, fail);
  const { ending } = played;
  if (ending.kind === 'thrown') throw ending.error;
  const refusals = ending.kind === 'refused' ? refusalsOf(ending.error) : [];
  const found = refusals.find((refusal) => refusal.code === code);
  if (!found) {
    const headline = `${nameOf(script)} was not refused as expected (- expected, + happened):`;
    const lines = [`- refused: ${code}`, ...describeEnding(ending), ...hint(code, script)];
    throw fail({ message: report(headline, lines, script, played), expected: code, actual: refusals[0]?.code });
  }
  for (const expected of details) {
    const lines = explainValue(expected, found.details);
    if (lines.length === 0) continue;
    const headline = `${nameOf(script)} was refused as ${code}, with other details than expected (- expected, + given):`;
    throw fail({ message: report(headline, lines, script, played), expected, actual: found.details });
  }
}

/** The last command was rejected, and that was recorded as exactly this event. */
export async function assertRecorded(script: Script, { type, data }: NewEvent, fail: Fail): Promise<void> {
  const expected = { type, data: asStored(data) };
  const played = await play(script, fail);
  const { ending } = played;
  if (ending.kind === 'thrown') throw ending.error;
  const recorded = ending.kind === 'refused' ? ending.recorded : undefined;
  const lines = recorded ? explainEvents([expected], [recorded]) : [`- recorded: ${displayEvent(expected)}`, ...describeEnding(ending)];
  if (lines.length === 0) return;
  const headline = recorded
    ? `The rejection of ${nameOf(script)} was recorded as another event than expected (- expected, + recorded):`
    : `No rejection of ${nameOf(script)} was recorded (- expected, + happened):`;
  throw fail({ message: report(headline, lines, script, played), expected, actual: recorded });
}

/** The last command ended in an error that is no refusal, with this in its message. */
export async function assertThrown(script: Script, expected: string | RegExp, fail: Fail): Promise<void> {
  const played = await play(script, fail);
  const { ending } = played;
  const message = ending.kind === 'thrown' ? String(ending.error instanceof Error ? ending.error.message : ending.error) : undefined;
  if (message !== undefined && (typeof expected === 'string' ? message.includes(expected) : expected.test(message))) return;
  const headline = `${nameOf(script)} did not end in the error expected (- expected, + happened):`;
  const lines = [`- thrown: ${expected}`, ...describeEnding(ending)];
  throw fail({ message: report(headline, lines, script, played), expected, actual: message });
}

/** What a command stored that has to be accepted; `wanted` says what was expected of it. */
function acceptedOf(script: Script, played: Played, wanted: readonly string[], fail: Fail): readonly NewEvent[] {
  const { ending } = played;
  if (ending.kind === 'accepted') return ending.events;
  // A mistake in the user's own code: the stack of where it happened says more than ours.
  if (ending.kind === 'thrown') throw ending.error;
  const message = report(`${nameOf(script)} was refused (- expected, + happened):`, [...wanted, ...describeEnding(ending)], script, played);
  throw fail({ message, expected: 'accepted', actual: ending.error.code });
}

const nameOf = ({ command }: Script): string => command?.command ?? 'given';

// Events do not tell whether the command that stored them deleted the aggregate.
const hint = (code: string, { history }: Script): readonly string[] =>
  code === 'AggregateDeleted' && !history.commits.some(({ closes }) => closes)
    ? [
        '',
        "Events that are given leave the aggregate open: use givenDeleted, or send the command that deletes it with a 'when' before this one.",
      ]
    : [];
