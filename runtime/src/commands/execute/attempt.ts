import type { Folded } from '../../domain/aggregates/fold.js';
import type { Command, CommandResult } from '../../domain/commands/command.js';
import { type Commit, eventsOf } from '../../domain/commit.js';
import { EventSourcingError } from '../../domain/errors.js';
import type { NewEvent } from '../../domain/events/event.js';
import { withSchemas } from '../../domain/events/eventSource.js';
import { asJson } from '../../domain/json.js';
import { streamName } from '../../domain/stream.js';
import { canonicalJson, fingerprint } from '../../identity/fingerprint.js';
import { identify } from '../../identity/identity.js';
import type { Dispatch } from '../dispatch.js';
import type { Proposal } from '../state/streamState.js';
import { assertEvents } from './assertEvents.js';
import { rejected } from './decideCommand.js';
import { address, checkPayload } from './prepare.js';
import type { Yielded } from './recordedRejection.js';
import type { Attempted } from './validCommand.js';
import { signalled } from './veto.js';

/**
 * Takes a command in: finds what it is for, signals `commandReceived`, checks its payload, gives it its identity. `again`: it may come again
 * under its id, though its caller gave none. For errors see `Dispatcher`.
 */
export async function admit(dispatch: Dispatch, request: Command, again = false): Promise<Attempted> {
  const { aggregates, signals, validate, newId, now } = dispatch;
  const addressed = address(aggregates, request);
  const { aggregate, definition } = addressed;
  const { command, data, id, actor, expectedVersion = 'any' } = request;
  if (signals.hears('commandReceived')) {
    const received = {
      aggregate: aggregate.name,
      command,
      data,
      ...(id === undefined ? {} : { aggregateId: id }),
      ...(actor ? { actor } : {}),
    };
    await signalled(signals, 'commandReceived', received, `${aggregate.name}/${id ?? '(new)'}`);
  }
  checkPayload(addressed, request, validate);

  const { aggregateId, commandId } = identify(request, newId);
  const context = { aggregateId, commandId, version: 0, at: now().toISOString(), ...(actor ? { actor } : {}) };
  const stream = streamName(aggregate.name, aggregateId);
  const subject = { aggregate, definition, stream, command, data, expectedVersion, context };
  const repeatable = request.commandId !== undefined || again;
  return { subject, request, commandId, ...(repeatable ? { fingerprint: fingerprint(command, canonicalJson(data)) } : {}) };
}

/** What would follow `folded`, once receivers of `eventPreSave` had their say. */
export async function propose(dispatch: Dispatch, attempted: Attempted, folded: Folded, yielded: Yielded): Promise<Proposal> {
  const { subject, request, commandId, fingerprint } = attempted;
  const { aggregate, stream, command, definition, context } = subject;
  const { outcome } = yielded;
  const valid =
    definition.emits === undefined ? assertEvents(aggregate, stream, yielded.events, dispatch.validate) : yielded.events.map(copied);
  const committed = withSchemas(aggregate, valid);
  const { correlationId = commandId, causationId = commandId, actor, metadata = {} } = request;
  const commit: Commit = {
    stream,
    version: folded.version + 1,
    last: folded.version + committed.length,
    command,
    events: committed,
    // A rejected deletion leaves the stream open.
    closes: definition.deletes === true && outcome === undefined,
    at: folded.at !== undefined && folded.at > context.at ? folded.at : context.at,
    commandId,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(outcome ? { outcome } : {}),
    correlationId,
    causationId,
    metadata: actor === undefined ? metadata : { ...metadata, actor },
  };
  const events = eventsOf(aggregate, commit);
  if (dispatch.signals.hears('eventPreSave')) {
    const saving = {
      aggregate: aggregate.name,
      aggregateId: context.aggregateId,
      command,
      state: folded.state,
      events: eventsOf(aggregate, commit),
    };
    await signalled(dispatch.signals, 'eventPreSave', saving, stream);
  }
  return { commit, events };
}

// A state may hold what its events do, and is frozen: the caller's own payload must not be.
const copied = ({ type, data }: NewEvent): NewEvent => ({ type, data: asJson(data) });

/** The answer of a command that has its commit; `events` are the commit's, where they are known already. @throws CommandRejected when that records so; CommandIdReused when it is another command's */
export function answer({ subject, fingerprint }: Attempted, commit: Commit, events = eventsOf(subject.aggregate, commit)): CommandResult {
  const { stream, command, last, outcome } = commit;
  if (commit.fingerprint === fingerprint) {
    if (outcome) throw rejected(stream, command, outcome, last);
    return { aggregateId: subject.context.aggregateId, version: last, events };
  }
  throw new EventSourcingError({
    code: 'CommandIdReused',
    message: `The command id of this ${subject.command} was used on ${commit.stream} for another command or payload (version ${commit.version}). Send a new command under a new id.`,
    details: { stream: commit.stream },
  });
}
