import { display, displayEvent, displayNamed } from '../display.js';
import type { Ending, Played, Script } from './play.js';
import { describeRefusal } from './refusal.js';

/** The message of a failed scenario: what is wrong, the difference line by line, and what the command was decided on. */
export function report(headline: string, lines: readonly string[], { command }: Script, { before }: Played): string {
  const state =
    before.version === 0
      ? 'none: it did not exist'
      : `${display(before.state)} (version ${before.version}${before.closed ? ', deleted' : ''})`;
  const sent = command ? ['', `sent:     ${displayNamed(command.command, command.data)}`, `on state: ${state}`] : [];
  return [headline, '', ...lines.map((line) => `  ${line}`), ...sent].join('\n');
}

/** How a command ended, where another end was expected. */
export function describeEnding(ending: Ending): readonly string[] {
  if (ending.kind === 'thrown') return [`+ thrown: ${String(ending.error)}`];
  if (ending.kind === 'refused') {
    return [`+ refused: ${describeRefusal(ending.error)}`, ...(ending.recorded ? [`+ recorded: ${displayEvent(ending.recorded)}`] : [])];
  }
  return ending.events.length === 0 ? ['+ accepted, and nothing stored'] : ending.events.map((event) => `+ ${displayEvent(event)}`);
}
