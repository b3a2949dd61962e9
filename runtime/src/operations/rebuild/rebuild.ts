import type { RebuildAnswer, RebuildRequest } from '../../model/control.js';
import { firstState } from '../../projections/slots/slots.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { longestCommit } from '../../stream/consumeUpTo.js';
import { takeTurn } from './lease.js';
import { advance, begin } from './phases.js';
import type { Rebuilding, Step } from './rebuildContext.js';

/** What a page needs of an invocation's end beyond what a commit may take, in milliseconds. */
const margin = 40_000;
/** Lambda lets no invocation be longer, and no time left is known of one that is no Lambda's. Milliseconds. */
const longestInvocation = 900_000;
/** Longest that a query may be at rows, and what it remembers beside. Milliseconds. */
const longestQuery = 60_000;
/** How long a turn is kept for who has it, between two invocations. Milliseconds. */
const keptFor = 30_000;

/**
 * Brings a rebuild on, as far as there is time; begins it, where there is none. First events go into both slots; once all writers know that,
 * all commits there are are folded into the slot that is not read; then it is read; once no reader has the other any more, that one is written no
 * more; once no writer writes it any more, it is emptied. Whatever ends in between, it goes on from there.
 *
 * @throws DefinitionInvalid where the projection's store cannot be emptied; StreamCorrupt; StoreThrottled, StoreUnavailable, StoreRefused
 */
export async function rebuild(request: RebuildRequest, rebuilding: Rebuilding, runtime: ConsumerRuntime): Promise<RebuildAnswer> {
  const { projection, runner, settle, seconds = Number.POSITIVE_INFINITY } = request;
  const now = () => runtime.now().getTime();
  const start = now();
  const invocation = Math.min(runtime.timeLeft(), longestInvocation);
  const turn = await takeTurn(rebuilding.notes, { projection, runner, now: start, deadline: start + invocation });
  if ('busyUntil' in turn) return { status: 'busy', until: new Date(turn.busyUntil).toISOString() };
  let until = start;
  try {
    const answer = await steps({
      ...rebuilding,
      request,
      runtime,
      turn,
      now,
      settle: settle === undefined ? { writers: invocation, readers: longestQuery } : { writers: settle * 1000, readers: settle * 1000 },
      mayGoOn: () => runtime.timeLeft() > longestCommit + margin && now() - start < seconds * 1000,
    });
    if (answer.status === 'waits') until = Date.parse(answer.until) + keptFor;
    if (answer.status === 'goesOn') until = now() + keptFor;
    return answer;
  } finally {
    await turn.end(until);
  }
}

async function steps(step: Step): Promise<RebuildAnswer> {
  for (;;) {
    const state = (await step.slots.load()).get(step.request.projection) ?? firstState;
    const answer = await (state.rebuild ? advance(step, state, state.rebuild) : begin(step, state));
    if (answer) return answer;
  }
}
