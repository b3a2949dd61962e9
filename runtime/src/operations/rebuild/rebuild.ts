import type { RebuildAnswer, RebuildRequest } from '../../model/control.js';
import { firstState } from '../../projections/slots/slots.js';
import type { ConsumerRuntime } from '../../stream/consumerRuntime.js';
import { longestCommit } from '../../stream/consumeUpTo.js';
import { takeLease } from './lease.js';
import { begin, nextPhase } from './phases.js';
import type { RebuildContext, RebuildResources } from './rebuildContext.js';

/** What a page needs of an invocation's end beyond what a commit may take, in milliseconds. */
const margin = 40_000;
/** Lambda lets no invocation be longer, and no time left is known of one that is no Lambda's. Milliseconds. */
const longestInvocation = 900_000;
/** How long a query may run, plus how long it remembers which slot is read. Milliseconds. */
const longestQuery = 60_000;
/** How long a lease is kept for its runner, between two invocations. Milliseconds. */
const keptFor = 30_000;

/**
 * Continues a rebuild for as long as there is time; begins one if none is under way. First, events are written into both slots. Once all writers
 * know that, all existing commits are folded into the slot that is not read; then reads switch to it. Once no reader uses the old slot any more,
 * it is no longer written; once no writer writes it any more, it is emptied. A rebuild that is interrupted continues from where it was.
 *
 * @throws DefinitionInvalid where the projection's store cannot be emptied; StreamCorrupt; StoreThrottled, StoreUnavailable, StoreRefused
 */
export async function rebuild(request: RebuildRequest, resources: RebuildResources, runtime: ConsumerRuntime): Promise<RebuildAnswer> {
  const { projection, runner, settleSeconds, seconds = Number.POSITIVE_INFINITY } = request;
  const now = () => runtime.now().getTime();
  const start = now();
  const invocation = Math.min(runtime.timeLeft(), longestInvocation);
  const lease = await takeLease(resources.records, { projection, runner, now: start, deadline: start + invocation });
  if ('busyUntil' in lease) return { status: 'busy', until: new Date(lease.busyUntil).toISOString() };
  let until = start;
  try {
    const answer = await runPhases({
      ...resources,
      request,
      runtime,
      lease,
      now,
      settleTimes: settleTimesOf(settleSeconds, invocation),
      mayGoOn: () => runtime.timeLeft() > longestCommit + margin && now() - start < seconds * 1000,
    });
    if (answer.status === 'waits') until = Date.parse(answer.until) + keptFor;
    if (answer.status === 'goesOn') until = now() + keptFor;
    return answer;
  } finally {
    await lease.end(until);
  }
}

/** How long invocations and queries that began before a change may go on without knowing of it, in milliseconds. */
function settleTimesOf(seconds: number | undefined, invocation: number): RebuildContext['settleTimes'] {
  if (seconds === undefined) return { writers: invocation, readers: longestQuery };
  return { writers: seconds * 1000, readers: seconds * 1000 };
}

async function runPhases(context: RebuildContext): Promise<RebuildAnswer> {
  for (;;) {
    const state = (await context.slots.load()).get(context.request.projection) ?? firstState;
    const answer = await (state.rebuild ? nextPhase(context, state, state.rebuild) : begin(context, state));
    if (answer) return answer;
  }
}
