import type { CodecOptions } from '../adapters/dynamodb/events/commitCodec.js';
import type { AnyAggregate } from '../domain/aggregates/aggregate.js';
import type { AnyProjection } from '../projections/projection.js';
import { servedRows } from '../projections/slots/servedRows.js';
import { recordedSlots } from '../projections/slots/slots.js';
import type { HttpEvent, HttpResponse, LambdaContext } from './http/event.js';
import { HttpError } from './http/problem.js';
import { respond } from './http/respond.js';
import { rowRoute, rowsRoute } from './http/rowRoutes.js';
import { eventsRoute, stateRoute } from './http/stateRoutes.js';
import { jsonLog, type Log } from './log.js';
import type { SnapshotsPart } from './snapshots.js';
import { type Stores, storesFromEnvironment } from './stores.js';

export type QueryHandlerOptions = {
  readonly aggregates: readonly QueriedAggregate[];
  readonly projections: readonly AnyProjection[];
  /** What commits are written as. Default: JSON. */
  readonly format?: CodecOptions;
  /** Default: those on the tables that the environment names. */
  readonly stores?: Pick<Stores, 'events' | 'rowsOf' | 'records' | 'snapshotsOf'>;
  readonly log?: Log;
};

type QueriedAggregate = {
  readonly aggregate: AnyAggregate;
  /** Its events are served too. Default: false. */
  readonly events?: boolean;
  /** Without them, its states are folded from all events. */
  readonly snapshots?: SnapshotsPart;
};

type Route = (event: HttpEvent) => Promise<HttpResponse>;

/** A Lambda handler for an HTTP API's GETs: states, events where they are on, and rows. */
export function queryHandler({
  aggregates,
  projections,
  format = {},
  stores = storesFromEnvironment(format),
  log = jsonLog,
}: QueryHandlerOptions) {
  const routes = new Map<string, Route>();
  for (const { aggregate, events = false, snapshots } of aggregates) {
    const kept = snapshots && stores.snapshotsOf(snapshots, log.warn);
    routes.set(`GET /${aggregate.name}/{id}`, (event) => stateRoute(event, aggregate, stores.events, kept));
    if (events) routes.set(`GET /${aggregate.name}/{id}/events`, (event) => eventsRoute(event, aggregate, stores.events));
  }
  for (const projection of projections) {
    const rows = servedRows({
      projection,
      slots: recordedSlots(stores.records),
      open: (slot) => stores.rowsOf(projection, slot),
      now: Date.now,
    });
    routes.set(`GET /${projection.name}`, (event) => rowsRoute(event, projection, rows));
    routes.set(`GET /${projection.name}/{key+}`, (event) => rowRoute(event, projection, rows));
  }

  return (event: HttpEvent, context?: LambdaContext): Promise<HttpResponse> =>
    respond(event, context, log, () => {
      const route = routes.get(event.routeKey);
      if (!route) throw new HttpError(404, 'RouteNotFound', `There is no ${event.routeKey} here.`);
      return route(event);
    });
}
