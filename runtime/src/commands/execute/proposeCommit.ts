import type { Folded } from '../../domain/aggregates/fold.js';
import { type Commit, eventsOf } from '../../domain/commit.js';
import { defined } from '../../domain/defined.js';
import type { NewEvent } from '../../domain/events/event.js';
import { withSchemas } from '../../domain/events/eventSource.js';
import { freeze } from '../../domain/freeze.js';
import { asJson } from '../../domain/json.js';
import type { Dispatch } from '../dispatch.js';
import type { Proposal } from '../state/streamState.js';
import { assertEvents } from './assertEvents.js';
import { commitTime } from './commitTime.js';
import type { Yielded } from './recordedRejection.js';
import type { PreparedCommand, ValidCommand } from './validCommand.js';
import { signalled } from './veto.js';

/** Builds the next commit of a stream, and emits `eventPreSave`. @throws EventInvalid, CommandVetoed, ReceiverFailed */
export async function proposeCommit(dispatch: Dispatch, command: PreparedCommand, folded: Folded, yielded: Yielded): Promise<Proposal> {
  const { subject } = command;
  const commit = nextCommit(command, folded, yielded, storable(dispatch, subject, yielded.events));
  const events = eventsOf(subject.aggregate, commit);
  if (dispatch.signals.hears('eventPreSave')) await announce(dispatch, subject, folded, commit);
  return { commit, events };
}

/** The events as they are stored: valid, and apart from the caller's payload. @throws EventInvalid */
function storable({ validate }: Dispatch, { aggregate, definition, stream }: ValidCommand, events: readonly NewEvent[]) {
  return withSchemas(aggregate, definition.emits === undefined ? assertEvents(aggregate, stream, events, validate) : events.map(copied));
}

function nextCommit(
  { subject, request, commandId, fingerprint }: PreparedCommand,
  folded: Folded,
  { outcome }: Yielded,
  events: Commit['events'],
): Commit {
  const { stream, command, definition, context } = subject;
  const { correlationId = commandId, causationId = commandId, actor, metadata = {} } = request;
  return {
    stream,
    version: folded.version + 1,
    last: folded.version + events.length,
    command,
    events,
    // A rejected deletion leaves the stream open.
    closes: definition.deletes === true && outcome === undefined,
    at: commitTime(context.at, folded),
    commandId,
    ...defined({ fingerprint, outcome }),
    correlationId,
    causationId,
    metadata: actor === undefined ? metadata : { ...metadata, actor },
  };
}

/** Emits `eventPreSave`. Receivers see what is about to be stored, frozen. @throws CommandVetoed, ReceiverFailed */
async function announce({ signals }: Dispatch, { aggregate, context, command, stream }: ValidCommand, { state }: Folded, commit: Commit) {
  const saving = {
    aggregate: aggregate.name,
    aggregateId: context.aggregateId,
    command,
    state,
    events: freeze(eventsOf(aggregate, commit)),
  };
  await signalled(signals, 'eventPreSave', saving, stream);
}

// A state may hold what its events do, and is frozen: the caller's own payload must not be.
const copied = ({ type, data }: NewEvent): NewEvent => ({ type, data: asJson(data) });
