import { isDeepStrictEqual } from 'node:util';
import { checkAccepted, checkExpectation, checkRepeat } from './checkAnswer.js';
import type { Answer, Client } from './client.js';
import type { CommandLine } from './commandFile.js';
import { type Outcome, outcomeOf } from './counts.js';
import { afterCommand, type ExpectedItem } from './expectedItems.js';
import { compare, type Mismatch } from './mismatch.js';

export type Played = {
  readonly outcomes: readonly Outcome[];
  readonly mismatches: readonly Mismatch[];
  /** What the items must be now. */
  readonly items: readonly ExpectedItem[];
};

export type PlayOptions = {
  readonly client: Client;
  /** Called with each item that an accepted command changed, and the line of that command. */
  readonly accepted: (item: ExpectedItem, line: CommandLine) => void;
  /** Called after each line. */
  readonly played: () => void;
};

/** Sends the commands, one after the other, and compares each answer with its line. */
export async function play(lines: readonly CommandLine[], { client, accepted, played }: PlayOptions): Promise<Played> {
  const outcomes: Outcome[] = [];
  const mismatches: Mismatch[] = [];
  const items = new Map<string, ExpectedItem>();
  // An item that the service gave an id to goes by another name in the file.
  const ids = new Map<string, string>();
  const firstAnswers = new Map<string, Answer>();

  for (const line of lines) {
    const answer = await client.post(pathOf(line, ids), line.body, line.headers);
    const key = keyOf(line);
    const first = key === undefined ? undefined : firstAnswers.get(key);
    const outcome = outcomeOf(answer, isDeepStrictEqual(first?.body, answer.body));
    outcomes.push(outcome);
    mismatches.push(...checkExpectation(line, answer));
    if (line.expect.asFirst) mismatches.push(...checkRepeat(line, answer, first));
    else mismatches.push(...compare(`line ${line.number}, taken for a repeat`, false, outcome === 'duplicates'));
    if (outcome === 'accepted') {
      const id = line.isNew ? (answer.body.aggregateId ?? '') : (ids.get(line.item) ?? line.item);
      const item = afterCommand(items.get(id), id, line.command, line.data);
      ids.set(line.item, id);
      items.set(id, item);
      if (key !== undefined) firstAnswers.set(key, answer);
      mismatches.push(...checkAccepted(line, answer, item));
      accepted(item, line);
    }
    played();
  }
  return { outcomes, mismatches, items: [...items.values()] };
}

function pathOf({ item, isNew, command }: CommandLine, ids: ReadonlyMap<string, string>): string {
  return isNew ? `/Item/${command}` : `/Item/${encodeURIComponent(ids.get(item) ?? item)}/${command}`;
}

/** An Idempotency-Key counts within its target: one item, or all that are yet to be made. */
function keyOf({ item, isNew, headers }: CommandLine): string | undefined {
  const key = headers['Idempotency-Key'];
  return key === undefined ? undefined : `${isNew ? '' : item}/${key}`;
}
