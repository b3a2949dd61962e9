import type { Command, CommandResult } from '../domain/command.js';
import { type Commit, eventsOf } from '../domain/commit.js';
import { EventSourcingError } from '../domain/errors.js';
import { type EventSource, withSchemas } from '../domain/eventSource.js';
import type { Folded } from '../domain/fold.js';
import { parseStreamName, streamName } from '../domain/stream.js';
import { assertEvents } from './assertEvents.js';
import type { Dispatch } from './dispatcher.js';
import { fingerprint } from './fingerprint.js';
import { identify } from './identity.js';
import { type Case, rejected } from './judge.js';
import { address, checkPayload } from './prepare.js';
import type { Yielded } from './recording.js';
import { signalled } from './veto.js';

/** A command on its way: its case, and what its commit will carry. */
export type Attempted = { readonly subject: Case; readonly request: Command; readonly commandId: string; readonly fingerprint: string };

/** Takes a command in: finds what it is for, signals `commandReceived`, checks its payload, gives it its identity. For errors see `Dispatcher`. */
export async function admit(dispatch: Dispatch, request: Command): Promise<Attempted> {
  const { aggregates, signals, validate, newId, now } = dispatch;
  const addressed = address(aggregates, request);
  const { aggregate, definition } = addressed;
  const { command, data, id, actor, expectedVersion = 'any' } = request;
  const received = {
    aggregate: aggregate.name,
    command,
    data,
    ...(id === undefined ? {} : { aggregateId: id }),
    ...(actor ? { actor } : {}),
  };
  await signalled(signals, 'commandReceived', received, `${aggregate.name}/${id ?? '(new)'}`);
  const json = checkPayload(addressed, request, validate);

  const { aggregateId, commandId } = identify(request, newId);
  const context = { aggregateId, commandId, version: 0, at: now().toISOString(), ...(actor ? { actor } : {}) };
  const stream = streamName(aggregate.name, aggregateId);
  const subject = { aggregate, definition, stream, command, data, expectedVersion, context };
  return { subject, request, commandId, fingerprint: fingerprint(command, json) };
}

/** The commit that would follow `folded`, once receivers of `eventPreSave` had their say. */
export async function propose(dispatch: Dispatch, attempted: Attempted, folded: Folded, yielded: Yielded): Promise<Commit> {
  const { subject, request, commandId, fingerprint } = attempted;
  const { aggregate, stream, command, definition, context } = subject;
  const { outcome } = yielded;
  const valid = definition.emits === undefined ? assertEvents(aggregate, stream, yielded.events, dispatch.validate) : yielded.events;
  const events = withSchemas(aggregate, valid);
  const { correlationId = commandId, causationId = commandId, actor, metadata = {} } = request;
  const commit: Commit = {
    stream,
    version: folded.version + 1,
    last: folded.version + events.length,
    command,
    events,
    // A rejected deletion leaves the stream open.
    closes: definition.deletes === true && outcome === undefined,
    at: folded.at !== undefined && folded.at > context.at ? folded.at : context.at,
    commandId,
    fingerprint,
    ...(outcome ? { outcome } : {}),
    correlationId,
    causationId,
    metadata: actor === undefined ? metadata : { ...metadata, actor },
  };
  const { aggregateId } = context;
  const saving = { aggregate: aggregate.name, aggregateId, command, state: folded.state, events: eventsOf(aggregate, commit) };
  await signalled(dispatch.signals, 'eventPreSave', saving, stream);
  return commit;
}

/** The answer of a command that has its commit. @throws CommandRejected when that records so; CommandIdReused when it is another command's */
export function answer({ subject, fingerprint }: Attempted, commit: Commit): CommandResult {
  const { stream, command, last, outcome } = commit;
  if (commit.fingerprint === fingerprint) {
    if (outcome) throw rejected(stream, command, outcome, last);
    return resultOf(subject.aggregate, commit);
  }
  throw new EventSourcingError({
    code: 'CommandIdReused',
    message: `The command id of this ${subject.command} was used on ${commit.stream} for another command or payload (version ${commit.version}). Send a new command under a new id.`,
    details: { stream: commit.stream },
  });
}

/** What an accepted command is answered with. */
export const resultOf = (source: EventSource, commit: Commit): CommandResult => ({
  aggregateId: parseStreamName(commit.stream).aggregateId,
  version: commit.last,
  events: eventsOf(source, commit),
});
