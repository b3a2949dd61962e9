import type { Commit } from '../domain/commit.js';
import type { NewEvent } from '../domain/events/event.js';
import { withSchemas } from '../domain/events/eventSource.js';
import { assertAggregateId, streamName } from '../domain/stream.js';
import type { Source } from '../projections/projection.js';
import { describeViolations, type Validate } from '../validation/violations.js';
import type { Fail } from './failure.js';
import type { Past } from './scenario.js';
import { defaultId, defaultTime, type TestingOptions } from './settings.js';

/** A stream as a scenario begins with it. */
export type History = { readonly aggregateId: string; readonly commits: readonly Commit[]; readonly at: string };

/** Makes a stream of given events, one a commit. Fails for events that this aggregate cannot have stored. */
export function makeHistory(source: Source, events: readonly Past[], options: TestingOptions, validate: Validate, fail: Fail): History {
  const { aggregateId = defaultId } = options;
  assertAggregateId(source.name, aggregateId);
  let at = timeOf(options.at ?? defaultTime, fail);
  const commits = events.map((event, index): Commit => {
    assertPast(source, event, validate, fail);
    const before = at;
    at = timeOf(event.at ?? before, fail);
    if (at < before)
      throw fail({ message: `given: ${event.type} is at ${at}, before ${before}: events are given in the order of their times.` });
    const version = index + 1;
    const id = `given-${version}`;
    return {
      stream: streamName(source.name, aggregateId),
      version,
      last: version,
      command: 'given',
      // As today's schema has it: that is what was checked.
      events: withSchemas(source, [{ type: event.type, data: event.data }]),
      closes: false,
      at,
      commandId: id,
      fingerprint: id,
      correlationId: id,
      causationId: id,
      metadata: event.metadata ?? {},
    };
  });
  return { aggregateId, commits, at };
}

/** The same stream, closed by the command that stored its last event. */
export function deleted(history: History, fail: Fail): History {
  const last = history.commits.at(-1);
  if (!last) throw fail({ message: 'givenDeleted needs the events of the aggregate up to its end: one without events does not exist.' });
  return { ...history, commits: [...history.commits.slice(0, -1), { ...last, closes: true }] };
}

/** A time as a commit carries it. */
export function timeOf(at: string, fail: Fail): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) throw fail({ message: `'at' must be a time in ISO 8601, such as ${defaultTime}, '${at}' given.` });
  return new Date(time).toISOString();
}

function assertPast({ name, events }: Source, { type, data }: NewEvent, validate: Validate, fail: Fail): void {
  const schema = Object.hasOwn(events, type) ? events[type] : undefined;
  if (schema === undefined) {
    throw fail({ message: `given: ${name} has no event '${type}', only ${Object.keys(events).join(', ')}.` });
  }
  const violations = validate(schema, data);
  if (violations.length === 0) return;
  throw fail({ message: `given: ${type} is not as ${name} can have stored it: ${describeViolations(violations)}.` });
}
