import type { Commit } from '../../domain/commit.js';
import type { ReceivedEvent } from '../../intake/cloudEventAttributes.js';
import { commitOfEvent, type Sender } from '../../intake/commitOfEvent.js';
import { recordEvent } from '../../intake/recordEvent.js';
import { mapConcurrently } from '../../stream/concurrency.js';
import type { IntakeContext } from './channel.js';

/** The commit of an event; none if its type is not declared. @throws as `commitOfEvent` does */
export function admitted(inlet: IntakeContext, event: ReceivedEvent, sender?: Sender): readonly Commit[] {
  const commit = commitOfEvent(inlet, event, sender);
  if (commit) return [commit];
  inlet.passOver(event.attributes.type);
  return [];
}

/** Records events that came together: none of them, if one is invalid. @throws as `commitOfEvent` and `recordEvent` do */
export async function takeAll(inlet: IntakeContext, events: readonly ReceivedEvent[]): Promise<void> {
  const commits = events.flatMap((event) => admitted(inlet, event));
  await mapConcurrently(commits, (commit) => recordEvent(inlet, commit));
}
