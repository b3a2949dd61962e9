import { loadState } from '../../commands/state/loadState.js';
import type { Snapshots } from '../../commands/state/snapshots.js';
import type { AnyAggregate } from '../../domain/aggregates/aggregate.js';
import type { Folded } from '../../domain/aggregates/fold.js';
import { defined } from '../../domain/defined.js';
import { EventSourcingError } from '../../domain/errors.js';
import { assertAggregateId, streamName } from '../../domain/stream.js';
import type { EventStore } from '../../eventStore/eventStore.js';
import { readEvents } from '../../eventStore/readEvents.js';
import { etagOf, isKnown } from './etag.js';
import { type HttpEvent, type HttpResponse, header, json } from './event.js';
import { malformed, parametersOf, time, wholeNumber } from './parameters.js';

const defaultPage = 100;
const largestPage = 1000;

/** `GET /Item/{id}`: the state now, or at `?version=` or `?at=`; from a snapshot, where there is one. */
export async function stateRoute(
  event: HttpEvent,
  aggregate: AnyAggregate,
  store: EventStore,
  snapshots: Snapshots | undefined,
): Promise<HttpResponse> {
  const parameters = parametersOf(event, ['version', 'at']);
  const version = wholeNumber(parameters, 'version', 1, Number.MAX_SAFE_INTEGER);
  const at = time(parameters, 'at');
  if (version !== undefined && at !== undefined) throw malformed('at', 'goes without version', at);
  const id = idOf(event, aggregate);
  const moment = defined({ version, at });
  const folded = await loadState(store, aggregate, id, moment, snapshots);
  const isNow = version === undefined && at === undefined;
  assertThere(streamName(aggregate.name, id), folded, isNow, version);
  const headers = { etag: etagOf(folded.version) };
  if (isKnown(header(event, 'if-none-match'), folded.version)) return { statusCode: 304, headers, body: '' };
  return json(200, { aggregateId: id, version: folded.version, at: folded.at, state: folded.state }, headers);
}

function assertThere(stream: string, folded: Folded, isNow: boolean, wanted: number | undefined): void {
  if (folded.version === 0 || (wanted !== undefined && folded.version < wanted)) {
    const there = folded.version === 0 ? 'does not exist' : `is at version ${folded.version}`;
    const when = isNow ? '' : wanted === undefined ? ' at that time' : `: there is no version ${wanted}`;
    throw new EventSourcingError({ code: 'AggregateNotFound', message: `${stream} ${there}${when}.`, details: { stream } });
  }
  if (folded.closed && isNow) {
    throw new EventSourcingError({
      code: 'AggregateDeleted',
      message: `${stream} was deleted (version ${folded.version}). Its past is there: ?version=${folded.version}.`,
      details: { stream, version: folded.version },
    });
  }
}

/** `GET /Item/{id}/events`: a page of events after `?after=`, `?limit=` at most; `next` is where the next page starts. */
export async function eventsRoute(event: HttpEvent, aggregate: AnyAggregate, store: EventStore): Promise<HttpResponse> {
  const parameters = parametersOf(event, ['after', 'limit']);
  const after = wholeNumber(parameters, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const limit = wholeNumber(parameters, 'limit', 1, largestPage) ?? defaultPage;
  const id = idOf(event, aggregate);
  const { events, more } = await readEvents(store, aggregate, id, after, limit);
  if (events.length === 0 && after === 0) {
    const stream = streamName(aggregate.name, id);
    throw new EventSourcingError({ code: 'AggregateNotFound', message: `${stream} does not exist.`, details: { stream } });
  }
  return json(200, { events, ...(more ? { next: events.at(-1)?.version } : {}) });
}

function idOf({ pathParameters }: HttpEvent, { name }: AnyAggregate): string {
  const id = pathParameters?.id;
  assertAggregateId(name, id);
  return id;
}
